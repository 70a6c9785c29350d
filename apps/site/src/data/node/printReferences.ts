// Prints the reference submissions as JSON: node printReferences.ts FOLDER
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { goldenTrajectorySchema } from "@steepest/core/harness/goldenTrajectory.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { readReferences } from "@steepest/core/submission/node/readReferences.ts";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import type { RecordedRun, ReferenceEntry } from "../referenceEntry.ts";

console.log(JSON.stringify(await readReferenceEntries(process.argv[2] as string)));

function recordedRun(file: string): RecordedRun {
  const golden = goldenTrajectorySchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const { repo, path, commit } = golden["source"] as Readonly<Record<string, string>>;
  return {
    source: `${repo}, ${path} (${commit})`,
    checkpoints: golden.checkpoints.flatMap(({ step, loss }) => (loss === undefined ? [] : [{ step, loss }])),
    tolerance: Math.max(...golden.checkpoints.map(({ tolerance }) => tolerance ?? golden.tolerance)),
  };
}

/** The reference submissions of a folder like submissions/ as their pages show them. */
async function readReferenceEntries(folder: string): Promise<ReferenceEntry[]> {
  const references = await readReferences(folder, await loadEngine());
  return references.map((reference) => {
    const { golden } = reference.verification;
    return {
      ...reference,
      version: submissionVersion(reference.source),
      recorded: golden === null ? null : recordedRun(join(folder, "..", golden)),
    };
  });
}
