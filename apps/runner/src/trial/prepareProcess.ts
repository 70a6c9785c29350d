/** A process that builds the data of the workload named by its first argument in the folder named by its second, and tells its parent. */
import { prepareData } from "@steepest/workloads/node/prepareData.ts";
import { answerParent } from "./answerParent.ts";

await answerParent(async () => {
  const [workload = "", directory = ""] = process.argv.slice(2);
  await prepareData(workload, { directory });
  return {};
});
