// The conformance table of all workloads, those whose targets are still to be set among them: npm run test:drafts
// Prepares their data first, which takes a minute or two the first time.
import { chdir } from "node:process";
import { fileURLToPath } from "node:url";
import { drafts } from "../packages/workloads/catalogue.ts";
import { prepareData } from "../packages/workloads/node/prepareData.ts";
import { runTool } from "./testing/runTool.ts";

chdir(fileURLToPath(new URL("..", import.meta.url)));
for (const { id } of drafts) await prepareData(id, { onProgress: (message) => console.log(message) });
process.env["STEEPEST_DRAFTS"] = "1";
process.exitCode =
  (await runTool("vitest", ["run", "--project=unit", "packages/workloads/conformance.test.ts"])) ?? 1;
