import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { z } from "zod";
import { renderSymmetries } from "./renderSymmetries.ts";
import { symmetryEvidenceSchema } from "./symmetryRun.ts";

export type SymmetryEvidence = z.infer<typeof symmetryEvidenceSchema>;

const evidence = new URL("./evidence.json", import.meta.url);
export const symmetriesPage = new URL("../../docs/symmetries.md", import.meta.url);

/** The committed runs, or null before there are any. */
export const readEvidence = (): SymmetryEvidence | null =>
  existsSync(evidence) ? symmetryEvidenceSchema.parse(JSON.parse(readFileSync(evidence, "utf8"))) : null;

/** Writes the runs, a line each, and the page that they make. */
export function writeSymmetriesPage({ submission, runs }: SymmetryEvidence): void {
  const ordered = runs.toSorted(
    (a, b) =>
      a.workload.localeCompare(b.workload) || a.seed - b.seed || Number(a.symmetry) - Number(b.symmetry),
  );
  const lines = ordered.map((run) => `    ${JSON.stringify(run)}`).join(",\n");
  writeFileSync(
    evidence,
    `{\n  "submission": ${JSON.stringify(submission)},\n  "runs": [\n${lines}\n  ]\n}\n`,
  );
  writeFileSync(symmetriesPage, renderSymmetries({ submission, runs: ordered }));
}
