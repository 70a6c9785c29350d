import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { renderSymmetries } from "./renderSymmetries.ts";
import { type SymmetryRun, symmetryRunSchema } from "./symmetryRun.ts";

const evidence = new URL("./evidence.jsonl", import.meta.url);
export const symmetriesPage = new URL("../../docs/symmetries.md", import.meta.url);

/** The runs in a file, a line each; none where it is missing. */
export const readRuns = (path: URL | string): readonly SymmetryRun[] =>
  existsSync(path)
    ? readFileSync(path, "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => symmetryRunSchema.parse(JSON.parse(line)))
    : [];

/** The committed runs. */
export const readEvidence = (): readonly SymmetryRun[] => readRuns(evidence);

/** Writes the runs and the page that they make. */
export function writeSymmetriesPage(runs: readonly SymmetryRun[]): void {
  const ordered = runs.toSorted(
    (a, b) =>
      a.workload.localeCompare(b.workload) || a.seed - b.seed || Number(a.symmetry) - Number(b.symmetry),
  );
  writeFileSync(evidence, ordered.map((run) => `${JSON.stringify(run)}\n`).join(""));
  writeFileSync(symmetriesPage, renderSymmetries(ordered));
}
