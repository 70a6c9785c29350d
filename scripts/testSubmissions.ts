// Every reference submission on every workload of `quick`, 60 steps each, beside SGD: npm run test:submissions
// Some of them: npm run test:submissions -- adamw muon
// Each has to lower the loss without a NaN. What a step costs, relative to SGD's, is kept in submissions/stepCost.json.
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { chdir } from "node:process";
import { fileURLToPath } from "node:url";
import { referenceFiles } from "../packages/core/submission/node/referenceFiles.ts";
import { type StepCosts, stepCostsSchema } from "../packages/core/submission/stepCosts.ts";
import { openBackend } from "../packages/tensors/backend/openBackend.ts";
import { suite } from "../packages/workloads/catalogue.ts";
import { loadWorkload } from "../packages/workloads/loadWorkload.ts";
import { prepareData } from "../packages/workloads/node/prepareData.ts";
import { trainOnWorkload } from "../submissions/testing/trainOnWorkload.ts";

chdir(fileURLToPath(new URL("..", import.meta.url)));
const file = "submissions/stepCost.json";
const steps = 60;
const all = [...referenceFiles("submissions").keys()];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`There is no reference submission called ${unknown.join(" or ")}.`);
  process.exit(2);
}
const names = wanted.length === 0 ? all : wanted;

const readCosts = (): StepCosts["relativeToSgd"] => {
  try {
    return stepCostsSchema.parse(JSON.parse(readFileSync(file, "utf8"))).relativeToSgd;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
};

await openBackend("wasm");
const workloads = [];
for (const id of suite("quick").workloads) {
  const workload = await loadWorkload(id);
  workloads.push({ id, workload, loaded: await workload.load(await prepareData(id)) });
}

const costs: Record<string, Record<string, number>> = {};
const problems: string[] = [];
for (const name of names) {
  const cells: string[] = [];
  for (const { id, workload, loaded } of workloads) {
    try {
      const { firstLoss, lastLoss, stepCost } = await trainOnWorkload(name, workload, loaded, steps);
      costs[name] = { ...costs[name], [id]: Number(stepCost.toFixed(2)) };
      cells.push(`${id} ${firstLoss.toFixed(3)} → ${lastLoss.toFixed(3)} (${stepCost.toFixed(2)}×)`);
      if (!(lastLoss < firstLoss)) problems.push(`${name} on ${id}: loss ${firstLoss} → ${lastLoss}`);
    } catch (error) {
      problems.push(`${name} on ${id}: ${(error as Error).message}`);
    }
  }
  console.log(`${name.padEnd(28)} ${cells.join("   ")}`);
  // After each, so that a run that is stopped has not measured for nothing.
  const known = { ...readCosts(), ...costs };
  const kept = all.flatMap((one) => (known[one] ? [[one, known[one]] as const] : []));
  const report: StepCosts = {
    about: `CPU time of a step over that of a step of SGD beside it, at the workload's batch size, backend wasm: ${steps} steps, written by npm run test:submissions`,
    machine: `${cpus()[0]?.model.trim() ?? "unknown CPU"}, ${availableParallelism()} cores, Node ${process.versions.node}`,
    relativeToSgd: Object.fromEntries(kept),
  };
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}
for (const { loaded } of workloads) loaded.dispose();
for (const problem of problems) console.error(`✗ ${problem}`);
console.log(`${names.length} submissions on ${workloads.length} workloads, ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
