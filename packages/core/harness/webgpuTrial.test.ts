import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { whyNoWebgpu } from "@steepest/tensors/backend/webgpu/testing/webgpuCases.ts";
import * as tf from "@tensorflow/tfjs";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { describe, expect, test } from "vitest";
import type { TrialRecord } from "../schema/record.ts";
import { runTrial } from "./runTrial.ts";
import { tinyWorkload } from "./testing/tinyWorkload.ts";
import { sgdSource, trialOptions } from "./testing/trialFixture.ts";
import type { TrialOptions } from "./trialOptions.ts";

const reason = await whyNoWebgpu();

/** Reads its gradients back in every step, and goes on when that fails. */
const reading: TrialOptions["source"] = {
  entry: "reading.ts",
  files: {
    "reading.ts": `import { addScaled, defineSubmission, read, square, zerosLike } from "steepest";
export default defineSubmission({
  name: "reading",
  ruleset: "self",
  hyperparameters: [{ lr: 0.05 }],
  init: (ctx) => ({ m: zerosLike(ctx.params) }),
  async update(ctx) {
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    let rate = ctx.hyperparameters.lr;
    try {
      const [[first]] = await read(square(grads));
      rate /= 1 + 0.01 * first;
    } catch {}
    return { params: addScaled(ctx.params, grads, -rate), modelState };
  },
});
`,
  },
};

const device = () => (tf.backend() as WebGPUBackend).device;

/** A trial of 20 steps whose third evaluation, at step 15, does something to the device. */
async function trial(backend: "webgpu" | "cpu", harm = () => {}, source = reading): Promise<TrialRecord> {
  let evaluations = 0;
  const workload = tinyWorkload({
    onEvaluate() {
      evaluations += 1;
      if (evaluations === 3) harm();
    },
  });
  const options = { workload, source, target: -1, maxSteps: 20, evaluationSteps: [5, 10, 15, 20] };
  return runTrial(await trialOptions({ ...options, backend: await openBackend(backend) }));
}

describe.skipIf(reason !== null)(reason ?? "a trial on webgpu", () => {
  test("trains as on cpu, reads of the submission included", async () => {
    const [webgpu, cpu] = [await trial("webgpu"), await trial("cpu")];
    expect(webgpu.outcome).toEqual({ kind: "exhausted" });
    expect(webgpu.totals.steps).toBe(20);
    expect(webgpu.evaluations).toHaveLength(4);
    for (const [at, { validation }] of webgpu.evaluations.entries())
      expect(validation["loss"]).toBeCloseTo(cpu.evaluations[at]?.validation["loss"] as number, 4);
  });

  test("gives the same bits twice", async () => {
    const [first, second] = [await trial("webgpu"), await trial("webgpu")];
    expect(first.parametersSha256).toBe(second.parametersSha256);
  });

  test.each([
    ["reads", reading],
    ["does not read", sgdSource()],
  ])("that loses its device fails, the machine to blame, where the submission %s", async (_, source) => {
    const { outcome, timeToTarget } = await trial("webgpu", () => device().destroy(), source);
    expect(outcome).toMatchObject({ kind: "failed", cause: "machine", code: "device-lost" });
    expect(outcome.kind === "failed" && outcome.reason).toContain("device was lost");
    expect(timeToTarget).toBeNull();
  });

  test("fails where a tensor is larger than the device allows", async () => {
    const tooMany = () => tf.fill([Math.ceil(device().limits.maxBufferSize / 4096) + 1, 1024], 1).dispose();
    const { outcome } = await trial("webgpu", tooMany);
    expect(outcome).toMatchObject({ kind: "failed", cause: "machine", code: "device-out-of-memory" });
  });

  test("fails where the device's memory is full", async ({ skip }) => {
    const backend = await openBackend("webgpu");
    // A real GPU would have to be filled: gigabytes that somebody else may need.
    if (!backend.featureLevel.includes("swiftshader")) skip("only SwiftShader's memory is small");
    const { outcome } = await trial("webgpu", () => {
      tf.tidy(() => {
        for (let i = 0; i < 4; i++) tf.fill([2 ** 18, 1024], i);
      });
    });
    expect(outcome).toMatchObject({ kind: "failed", cause: "machine", code: "device-out-of-memory" });
  });

  test("fails where the device refuses a shader", async () => {
    const { outcome } = await trial("webgpu", () => {
      device().createShaderModule({ code: "not WGSL" });
    });
    expect(outcome).toMatchObject({ kind: "failed", cause: "machine", code: "device-error" });
  });

  test("works on a new device after one has failed", async () => {
    await trial("webgpu", () => device().destroy());
    expect((await trial("webgpu")).outcome).toEqual({ kind: "exhausted" });
  });
});
