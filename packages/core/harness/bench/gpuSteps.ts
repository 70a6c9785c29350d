import { keyFromSeed } from "@steepest/base/random/key.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { type GpuBackend, gpuOf } from "@steepest/tensors/backend/webgpu/gpuRecording.ts";
import * as tf from "@tensorflow/tfjs";
import type { LoadedWorkload, Workload } from "../../workload/workload.ts";
import { WorkloadProblem } from "../workloadProblem.ts";
import { benchFacts } from "./sandboxedStep.ts";

/** What a loss with its gradient asks of a GPU, and how long JavaScript takes to ask for it. */
export interface GpuStep {
  readonly dispatches: number;
  readonly submissions: number;
  /** Milliseconds until all is asked for; the GPU works meanwhile and afterwards. */
  readonly milliseconds: number;
}

/** Counts what is submitted while something runs. */
async function counted(run: () => Promise<void>): Promise<{ dispatches: number; submissions: number }> {
  const gpu: GpuBackend = gpuOf(tf.backend());
  const { submitQueue } = gpu;
  const counts = { dispatches: 0, submissions: 0 };
  gpu.submitQueue = () => {
    // Copies of what is written to the GPU may be submitted alone.
    if (gpu.dispatchCountInPass > 0) counts.submissions++;
    counts.dispatches += gpu.dispatchCountInPass;
    submitQueue.call(gpu);
  };
  try {
    await run();
  } finally {
    Object.assign(gpu, { submitQueue });
  }
  return counts;
}

/** A loss with its gradient as tfjs's engine runs it and submits it, and as it is replayed; the least of so many, of batches of so many examples: a GPU imitated in software takes the processor from JavaScript now and then. */
export async function measureGpuSteps(
  workload: Workload,
  loaded: LoadedWorkload,
  { steps = 9, size = 8 } = {},
): Promise<{ readonly uncaptured: GpuStep; readonly captured: GpuStep }> {
  const backend = await openBackend("webgpu");
  const [ours, tfjs] = [tf.env().getNumber("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE"), 15];
  const measure = async (captures: boolean): Promise<GpuStep> => {
    tf.env().set("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE", captures ? ours : tfjs);
    const problem = new WorkloadProblem(
      workload,
      loaded,
      keyFromSeed(1),
      benchFacts(workload),
      null,
      {},
      { captures },
    );
    const [parameters, state] = [problem.initialParameters(0), problem.initialModelState()];
    const request = {
      dropoutRate: null,
      labelSmoothing: null,
      updateBatchNorm: true,
      mode: "train",
    } as const;
    const found: GpuStep[] = [];
    // Shaders are compiled in the first, the second is recorded.
    for (let step = -3; step < steps; step++) {
      await backend.sync();
      let milliseconds = 0;
      const counts = await counted(async () => {
        const started = performance.now();
        const batch = problem.batch(step + 3, size);
        const { loss, grads, modelState } = problem.lossAndGrad(parameters, state, batch, request);
        milliseconds = performance.now() - started;
        await backend.sync();
        tf.dispose([loss, grads, modelState]);
        problem.endStep();
      });
      if (step >= 0) found.push({ ...counts, milliseconds });
    }
    problem.dispose();
    tf.dispose([parameters, state]);
    const of = (name: keyof GpuStep) => Math.min(...found.map((one) => one[name]));
    return { dispatches: of("dispatches"), submissions: of("submissions"), milliseconds: of("milliseconds") };
  };
  try {
    return { uncaptured: await measure(false), captured: await measure(true) };
  } finally {
    tf.env().set("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE", ours);
  }
}
