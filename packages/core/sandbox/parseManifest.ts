import { type Manifest, manifestSchema } from "../schema/manifest.ts";
import { manifestProblems } from "../schema/manifestProblems.ts";
import type { SubmissionSource } from "../schema/sourceFiles.ts";
import { writtenPath } from "../schema/valueProblem.ts";
import { fieldLine } from "./fieldLine.ts";
import { SubmissionError } from "./submissionError.ts";

/** Manifests are shown on pages and kept in database rows. */
const mostCharacters = 64 * 1024;

/** Further mistakes are mostly the first one again. */
const mostProblems = 10;

/** The manifest that the guest gave, checked. Throws SubmissionError `manifest-invalid`, which names every field. */
export function parseManifest(json: string, { entry, files }: SubmissionSource): Manifest {
  if (json.length > mostCharacters) {
    throw new SubmissionError({
      code: "manifest-invalid",
      message: `what defineSubmission was given takes ${json.length} characters as JSON, the limit is ${mostCharacters}`,
      solution: "Shorten the search space or the description.",
      file: entry,
    });
  }
  const given = JSON.parse(json) as Record<string, unknown>;
  const problems = manifestProblems(given);
  const [first] = problems;
  if (first === undefined) return manifestSchema.parse(given);
  const listed = problems
    .slice(0, mostProblems)
    .map(({ path, message }) => `${writtenPath(path)} ${message}`);
  if (problems.length > mostProblems) listed.push(`and ${problems.length - mostProblems} more`);
  throw new SubmissionError({
    code: "manifest-invalid",
    message: listed.join("\n"),
    solution:
      problems.length === 1
        ? "Correct that field of defineSubmission({...}); docs/contract.md describes each of them."
        : "Correct these fields of defineSubmission({...}); docs/contract.md describes each of them.",
    file: entry,
    line: fieldLine(files[entry] as string, first.path),
  });
}
