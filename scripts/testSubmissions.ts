// Every reference submission on every workload of `quick`, 60 steps each: npm run test:submissions
// Some of them: npm run test:submissions -- adamw muon
// Each has to lower the loss without a NaN. What its steps cost in reference time, relative to SGD's, is kept in submissions/stepCost.json: the same number on every machine.
import { readFileSync, writeFileSync } from "node:fs";
import { chdir } from "node:process";
import { fileURLToPath } from "node:url";
import { referenceFiles } from "../packages/core/submission/node/referenceFiles.ts";
import { type StepCosts, stepCostsSchema } from "../packages/core/submission/stepCosts.ts";
import { openBackend } from "../packages/tensors/backend/openBackend.ts";
import { suite } from "../packages/workloads/catalogue.ts";
import { loadWorkload } from "../packages/workloads/loadWorkload.ts";
import { prepareData } from "../packages/workloads/node/prepareData.ts";
import { priceListOf } from "../packages/workloads/priceLists.ts";
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

const prices = priceListOf("cpu-wasm")?.version ?? 0;
/** What was counted before by the same prices. */
const readCosts = (): StepCosts["relativeToSgd"] => {
  try {
    const found = stepCostsSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return found.success && found.data.prices === prices ? found.data.relativeToSgd : {};
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
};

await openBackend("wasm");
const workloads = [];
for (const id of suite("quick").workloads) {
  const workload = await loadWorkload(id);
  const loaded = await workload.load(await prepareData(id));
  const sgd = await trainOnWorkload("sgd", workload, loaded, steps);
  workloads.push({ id, workload, loaded, ofSgd: sgd.nanoseconds });
}

const costs: Record<string, Record<string, number>> = {};
const problems: string[] = [];
for (const name of names) {
  const cells: string[] = [];
  for (const { id, workload, loaded, ofSgd } of workloads) {
    try {
      const { firstLoss, lastLoss, nanoseconds } = await trainOnWorkload(name, workload, loaded, steps);
      const stepCost = nanoseconds / ofSgd;
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
    about: `Reference time of ${steps} steps over that of as many steps of SGD, at the workload's batch size and the middle of the search space, counted by the prices of cpu-wasm: written by npm run test:submissions`,
    prices,
    relativeToSgd: Object.fromEntries(kept),
  };
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}
for (const { loaded } of workloads) loaded.dispose();
for (const problem of problems) console.error(`✗ ${problem}`);
console.log(`${names.length} submissions on ${workloads.length} workloads, ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
