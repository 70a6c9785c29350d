// The tests of every workload, on all of them, held-out variants and those without a target among them: npm run test:workloads
// Prepares their data first, which takes a minute or two the first time.
import { chdir } from "node:process";
import { fileURLToPath } from "node:url";
import { cards, drafts } from "../packages/workloads/catalogue.ts";
import { prepareData } from "../packages/workloads/node/prepareData.ts";
import { runTool } from "./testing/runTool.ts";

chdir(fileURLToPath(new URL("..", import.meta.url)));
for (const { id, variantOf } of [...cards, ...drafts]) {
  if (variantOf === null) await prepareData(id, { onProgress: (message) => console.log(message) });
}
process.env["STEEPEST_ALL_WORKLOADS"] = "1";
process.exitCode =
  (await runTool("vitest", [
    "run",
    "--project=unit",
    "packages/workloads/conformance.test.ts",
    "packages/workloads/predictedLabels.test.ts",
  ])) ?? 1;
