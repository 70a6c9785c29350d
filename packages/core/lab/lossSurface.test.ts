import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { memory } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { tinyWorkload } from "../harness/testing/tinyWorkload.ts";
import { lanczos } from "./lanczos.ts";
import { LossSurface } from "./lossSurface.ts";

// Linear regression: the loss is ‖Xw − y‖²/n, its gradient 2Xᵀ(Xw − y)/n, its Hessian 2XᵀX/n, wherever w is.
const inputs = 4;
const draws = normal(keyFromSeed(7), 64 * inputs);
const row = (at: number) => [...draws.subarray(at * inputs, (at + 1) * inputs)];
const label = (x: readonly number[]) => x.reduce((sum, number, i) => sum + number * (i + 1), 0);

await openBackend("cpu");

test.each([64, 16])(
  "loss, gradient and Hessian of linear regression over %i examples are the closed forms",
  async (examples) => {
    const workload = tinyWorkload();
    const loaded = await workload.load(async () => new Uint8Array());
    const { numTensors } = memory();
    const surface = new LossSurface(workload, loaded, { examples, chunk: 10 });
    const rows = Array.from({ length: examples }, (_, at) => row((at * 64) / examples));
    const point = Float32Array.of(0.5, -1, 2, 0.25);
    const errors = rows.map(
      (x) => x.reduce((sum, number, i) => sum + number * (point[i] as number), 0) - label(x),
    );
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / examples;
    const { loss, gradient } = await surface.gradient(point);
    expect(loss).toBeCloseTo(mean(errors.map((error) => error ** 2)), 3);
    expect(await surface.loss(point)).toBeCloseTo(loss, 4);
    const hessian = Array.from({ length: inputs }, (_, i) =>
      Array.from(
        { length: inputs },
        (_, j) => 2 * mean(rows.map((x) => (x[i] as number) * (x[j] as number))),
      ),
    );
    for (let i = 0; i < inputs; i++) {
      expect(gradient[i]).toBeCloseTo(
        2 * mean(errors.map((error, at) => error * (rows[at]?.[i] as number))),
        3,
      );
      const unit = Float64Array.from({ length: inputs }, (_, j) => (i === j ? 1 : 0));
      const column = await surface.hessianVector(point, unit);
      for (let j = 0; j < inputs; j++) expect(column[j]).toBeCloseTo(hessian[j]?.[i] as number, 2);
    }
    // The trace is the sum of the eigenvalues.
    const { values } = await lanczos((v) => surface.hessianVector(point, v), inputs, 10, keyFromSeed(1));
    const trace = hessian.reduce((sum, line, i) => sum + (line[i] as number), 0);
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(trace, 1);
    surface.dispose();
    expect(memory().numTensors).toBe(numTensors);
  },
);
