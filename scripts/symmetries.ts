// Whether an honest submission fares alike with the symmetries of the data and without: npm run symmetry
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { chdir } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { suite } from "../packages/workloads/catalogue.ts";
import { readEvidence, writeSymmetriesPage } from "./symmetries/symmetriesPage.ts";
import { type SymmetryRun, symmetryRunSchema } from "./symmetries/symmetryRun.ts";
import { createSymmetryRunner } from "./symmetries/trainWithAndWithout.ts";

const submission = "nadamw_self";
const help = `Trains ${submission} on workloads under the symmetries that seeds draw, and without, by turns, and compares the steps to a bar and
the metric at the end by a rank test. Goes on where it was stopped: finished runs are kept in .steepest/symmetries.jsonl.

  npm run symmetry -- [--workload ID]... [--seeds N] [--share S] [--write]

  --workload  a workload, again for more; default: the three of the suite quick
  --seeds     how many seeds, from 1 on; default 20
  --share     of the step hint that a run takes; default 0.3
  --write     put what there is into scripts/symmetries/evidence.json and docs/symmetries.md
`;

chdir(fileURLToPath(new URL("..", import.meta.url)));
const { values } = parseArgs({
  options: {
    workload: { type: "string", multiple: true },
    seeds: { type: "string", default: "20" },
    share: { type: "string", default: "0.3" },
    write: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const log = ".steepest/symmetries.jsonl";
const logged = (): SymmetryRun[] =>
  existsSync(log)
    ? readFileSync(log, "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => symmetryRunSchema.parse(JSON.parse(line)))
    : [];

if (values.help) console.log(help);
else {
  mkdirSync(".steepest", { recursive: true });
  const isDone = (id: string, seed: number, symmetry: boolean) =>
    logged().some((run) => run.workload === id && run.seed === seed && run.symmetry === symmetry);
  for (const id of values.write ? [] : (values.workload ?? suite("quick").workloads)) {
    const run = await createSymmetryRunner(submission, id, Number(values.share));
    for (let seed = 1; seed <= Number(values.seeds); seed++) {
      for (const symmetry of [true, false]) {
        if (isDone(id, seed, symmetry)) continue;
        const made = await run(seed, symmetry);
        appendFileSync(log, `${JSON.stringify(made)}\n`);
        console.log(`${id} seed ${seed} ${symmetry ? "with" : "without"}: ${made.values.at(-1)}`);
      }
    }
  }
  if (values.write) {
    const before = readEvidence();
    const key = ({ workload, seed, symmetry }: SymmetryRun) => `${workload} ${seed} ${symmetry}`;
    const all = new Map([...(before?.runs ?? []), ...logged()].map((run) => [key(run), run]));
    writeSymmetriesPage({ submission, runs: [...all.values()] });
    console.log(`docs/symmetries.md: ${all.size} runs`);
  }
}
