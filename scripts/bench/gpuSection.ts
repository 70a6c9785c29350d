import { measureGpuSteps } from "../../packages/core/harness/bench/gpuSteps.ts";
import { describeBackends } from "../../packages/tensors/backend/describeBackends.ts";
import { registerNodeProviders } from "../../packages/tensors/backend/node/nodeProviders.ts";
import { loadWorkload } from "../../packages/workloads/loadWorkload.ts";
import { prepareData } from "../../packages/workloads/node/prepareData.ts";
import type { BenchSection } from "./benchSection.ts";

const workloads = ["mnist_mlp", "mnist_cnn", "brown_lm", "quickdraw_vit"];

/** What a step asks of a GPU, before and since it is replayed. */
export async function gpuSection(): Promise<BenchSection> {
  const title = "A gradient on WebGPU";
  const columns = [
    "workload",
    "dispatches",
    "submissions by tfjs",
    "submissions replayed",
    "asked for by tfjs (ms)",
    "replayed (ms)",
    "ratio",
  ];
  registerNodeProviders();
  const webgpu = (await describeBackends()).find(({ name }) => name === "webgpu");
  if (!webgpu?.available)
    return { title, text: `Not measured: ${webgpu?.reason ?? "no WebGPU here"}.`, columns, rows: [] };
  const rows: string[][] = [];
  for (const id of workloads) {
    const [workload, read] = [await loadWorkload(id), await prepareData(id)];
    const loaded = await workload.load(read);
    const { uncaptured, captured } = await measureGpuSteps(workload, loaded);
    loaded.dispose();
    rows.push([
      id,
      String(captured.dispatches),
      String(uncaptured.submissions),
      String(captured.submissions),
      uncaptured.milliseconds.toFixed(1),
      captured.milliseconds.toFixed(1),
      (captured.milliseconds / uncaptured.milliseconds).toFixed(2),
    ]);
  }
  return {
    title,
    text: `A loss with its gradient of 8 examples on ${webgpu.device ?? "a GPU"}: how many shaders it dispatches, in how many submissions (tfjs submits every 15 dispatches, a replay all at once), and how long JavaScript takes to ask for all of it, by tfjs's engine and [replayed](decisions/0045-gpu-programs.md). What the GPU itself takes is not in it: no real GPU has been measured yet. The least of 9 each: SwiftShader takes the processor from JavaScript now and then.`,
    columns,
    rows,
  };
}
