import { formatAboveLimit } from "@steepest/base/formatBytes.ts";
import {
  maxSourceBytes,
  maxSourceFiles,
  type SubmissionSource,
  submissionSourceSchema,
} from "../schema/sourceFiles.ts";
import { lineAt } from "./lineAt.ts";
import { refuseTangles } from "./source/refuseTangles.ts";
import { SubmissionError } from "./submissionError.ts";

/** Checks paths, entry, size and text of a source. Throws SubmissionError `source-invalid`. */
export function validateSource(source: SubmissionSource): void {
  const files = Object.keys(source.files).length;
  if (files > maxSourceFiles) {
    throw new SubmissionError({
      code: "source-invalid",
      message: `the submission has ${files} files, above the limit of ${maxSourceFiles}`,
      solution: "Put what belongs together into one file, and leave out what the entry file does not import.",
    });
  }
  const parsed = submissionSourceSchema.safeParse(source);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new SubmissionError({
      code: "source-invalid",
      message: `the source files are not valid: ${issue?.path.join(".")}: ${issue?.message}`,
      solution: "Give every file by a relative path and name the one that exports the submission as `entry`.",
    });
  }
  validatePaths(source);
  const encoder = new TextEncoder();
  const bytes = Object.values(source.files).reduce((sum, text) => sum + encoder.encode(text).length, 0);
  if (bytes > maxSourceBytes) throw sourceTooBig(bytes, null);
  for (const [path, text] of Object.entries(source.files)) {
    validateText(path, text);
    refuseTangles(path, text);
  }
}

/** Bytes of the files so far, the last of which is named. */
export const sourceTooBig = (bytes: number, file: string | null): SubmissionError =>
  new SubmissionError({
    code: "source-invalid",
    message: `the source files have ${formatAboveLimit(bytes, maxSourceBytes)}${file === null ? "" : ` (counted up to ${file})`}`,
    solution: "A submission is an algorithm, not data: leave tables and comments that it does not need out.",
  });

function validatePaths({ entry, files }: SubmissionSource): void {
  if (entry.endsWith(".json")) {
    throw new SubmissionError({
      code: "source-invalid",
      message: "the entry is a JSON file, which holds data and no submission",
      solution: "Name the .ts, .js or .mjs file with `export default defineSubmission({...})` as `entry`.",
      file: entry,
    });
  }
  const seen = new Map<string, string>();
  for (const path of Object.keys(files)) {
    // Where case does not count (macOS, Windows), one of the two would replace the other.
    const twin = seen.get(path.toLowerCase());
    if (twin !== undefined) {
      throw new SubmissionError({
        code: "source-invalid",
        message: `${twin} and ${path} differ in upper and lower case only, so they are one file on many machines`,
        solution: "Rename one of them.",
        file: path,
      });
    }
    seen.set(path.toLowerCase(), path);
  }
  for (const path of seen.keys()) {
    const folder = path
      .split("/")
      .map((_, depth, parts) => parts.slice(0, depth).join("/"))
      .find((parent) => seen.has(parent));
    if (folder === undefined) continue;
    throw new SubmissionError({
      code: "source-invalid",
      message: `${seen.get(folder)} is a file and the folder of ${seen.get(path)}, which no disk can hold`,
      solution: "Rename the file or the folder.",
      file: seen.get(path) ?? null,
    });
  }
}

const unsound: readonly { find: (text: string) => number; message: string; solution: string }[] = [
  {
    find: (text) => text.indexOf("\u0000"),
    message: "the file holds a NUL character: it is binary, or UTF-16 text",
    solution: "Save it as UTF-8 text without NUL characters.",
  },
  {
    find: (text) => (text.isWellFormed() ? -1 : text.search(/\p{Surrogate}/u)),
    message:
      "the file holds half of a surrogate pair, which UTF-8 cannot write: other sources would have the same bytes",
    solution: 'Remove that character, or write it as an escape in a string ("\\uD83D").',
  },
  {
    find: (text) => text.indexOf("\ufffd"),
    message:
      "the file holds the replacement character U+FFFD: it was read in another encoding than the one that it was saved in",
    solution: 'Save it as UTF-8 and read it as UTF-8; in a string the character may be written as "\\uFFFD".',
  },
];

/** Checks that a file's text is what UTF-8 can hold: a version is the hash of its bytes. Throws `source-invalid`. */
export function validateText(path: string, text: string): void {
  for (const { find, message, solution } of unsound) {
    const index = find(text);
    if (index < 0) continue;
    throw new SubmissionError({
      code: "source-invalid",
      message,
      solution,
      file: path,
      ...lineAt(text, index),
    });
  }
}
