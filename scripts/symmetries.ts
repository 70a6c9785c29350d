// Whether an honest submission fares alike with the symmetries of the data and without: npm run symmetry
import { appendFileSync, mkdirSync } from "node:fs";
import { chdir } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { suite } from "../packages/workloads/catalogue.ts";
import { readEvidence, readRuns, writeSymmetriesPage } from "./symmetries/symmetriesPage.ts";
import { type SymmetryRun, submission } from "./symmetries/symmetryRun.ts";
import { createSymmetryRunner } from "./symmetries/trainWithAndWithout.ts";

const help = `Trains ${submission} on workloads under the symmetries that seeds draw, and without, by turns, and compares the steps to a bar and
the metric at the end by a rank test. Goes on where it was stopped: finished runs are kept in .steepest/symmetries.jsonl.

  npm run symmetry -- [--workload ID]... [--seeds N] [--share S] [--write]

  --workload  a workload, again for more; default: the three of the suite quick
  --seeds     how many seeds, from 1 on; default 20
  --share     of the step hint that a run takes; default 0.3
  --write     put what there is into scripts/symmetries/evidence.jsonl and docs/symmetries.md
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
const logged = () => readRuns(log);
/** Whether two runs are of one workload, evaluated at the same steps. */
const isAlike = (
  a: Pick<SymmetryRun, "workload" | "steps">,
  b: { workload: string; steps: readonly number[] },
) => a.workload === b.workload && a.steps.join() === b.steps.join();

if (values.help) console.log(help);
else {
  mkdirSync(".steepest", { recursive: true });
  for (const id of values.write ? [] : (values.workload ?? suite("quick").workloads)) {
    const { steps, run } = await createSymmetryRunner(submission, id, Number(values.share));
    const isDone = (seed: number, symmetry: boolean) =>
      logged().some(
        (done) => isAlike(done, { workload: id, steps }) && done.seed === seed && done.symmetry === symmetry,
      );
    for (let seed = 1; seed <= Number(values.seeds); seed++) {
      for (const symmetry of [true, false]) {
        if (isDone(seed, symmetry)) continue;
        const made = await run(seed, symmetry);
        appendFileSync(log, `${JSON.stringify(made)}\n`);
        console.log(`${id} seed ${seed} ${symmetry ? "with" : "without"}: ${made.values.at(-1)}`);
      }
    }
  }
  if (values.write) {
    const made = logged();
    // Of each workload the runs of the length that was made last, or what is committed.
    const latest = new Map(made.map((run) => [run.workload, run]));
    const kept = readEvidence().filter(({ workload }) => !latest.has(workload));
    const runs = [...kept, ...made.filter((run) => isAlike(run, latest.get(run.workload) ?? run))];
    writeSymmetriesPage(runs);
    console.log(`docs/symmetries.md: ${runs.length} runs`);
  }
}
