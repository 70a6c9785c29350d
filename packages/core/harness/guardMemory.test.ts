import { DeviceFailure } from "@steepest/base/deviceFailure.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { add, backend, matMul, type Tensor2D, tensor } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { expect, test } from "vitest";
import { runTrial } from "./runTrial.ts";
import { trialOptions } from "./testing/trialFixture.ts";

/** Goes on where its arithmetic fails, as if nothing had happened. */
const catching = `import { addScaled, defineSubmission, mul } from "steepest";
export default defineSubmission({
  name: "catching",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    const { grads } = ctx.lossAndGrad(ctx.params, ctx.batch);
    try { mul(grads, 2); } catch {}
    return { params: addScaled(ctx.params, grads, -0.1) };
  },
});
`;

// One test, since memory that failed stays so for the process.
test("full memory is refused before anything is written to it, and fails every trial after", async () => {
  const opened = await openBackend("wasm");
  const values = [1, 2, 3, 4];
  const held = tensor(values, [2, 2]) as Tensor2D;
  const wasm = backend() as BackendWasm;
  const options = await trialOptions({
    backend: opened,
    source: { entry: "catching.ts", files: { "catching.ts": catching } },
    maxSteps: 3,
  });
  await opened.sync();
  expect((await runTrial(options)).outcome.kind).toBe("exhausted");

  // Taken, not written to: pages that nobody touches cost nothing.
  const fill = () => {
    for (let i = 0; i < 12; i++) wasm.makeOutput([2 ** 27], "float32");
  };
  expect(fill).toThrow(DeviceFailure);
  expect(() => add(held, 1)).toThrow(/memory is full/);
  expect(() => matMul(held, held)).toThrow(DeviceFailure);
  expect([...held.dataSync()]).toEqual(values);
  await expect(opened.sync()).rejects.toThrow(DeviceFailure);
  expect((await runTrial(options)).outcome).toMatchObject({
    kind: "failed",
    cause: "submission",
    code: "device-out-of-memory",
  });
});
