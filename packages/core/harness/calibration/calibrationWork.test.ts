import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { memory, profile } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { type CalibrationPart, calibrationPartNames } from "../../schema/calibration.ts";
import { prepareCalibration } from "./calibrationWork.ts";

beforeAll(() => openBackend("wasm"));

/** Kernels of a part's run, with the shapes that come out of them. */
async function kernelsOf(part: CalibrationPart): Promise<string[]> {
  const work = prepareCalibration();
  const { kernels } = await profile(() => work[part].run());
  for (const name of calibrationPartNames) work[name].dispose();
  return kernels.map(({ name, inputShapes, outputShapes }) => {
    const shown = (shapes: readonly (readonly number[] | null)[]) =>
      shapes.map((shape) => `[${shape?.join(",")}]`).join(" ");
    return `${name} ${shown(inputShapes)} → ${shown(outputShapes)}`;
  });
}

// Every class's reference seconds are those of this work: who changes it changes what all of them mean.
test("matrix products are a layer's, forward and both gradients", async () => {
  expect(await kernelsOf("matrix")).toEqual([
    "BatchMatMul [256,512] [512,512] → [256,512]",
    "BatchMatMul [256,512] [512,512] → [256,512]",
    "BatchMatMul [256,512] [256,512] → [512,512]",
  ]);
});

test("a convolution is one of 3 × 3 with pooling, forward and backward", async () => {
  const kernels = (await kernelsOf("convolution")).join("\n");
  expect(kernels).toContain("Conv2D [32,28,28,16] [3,3,16,32] → [32,28,28,32]");
  expect(kernels).toContain("MaxPool [32,28,28,32] → [32,14,14,32]");
  expect(kernels).toContain("MaxPoolGrad");
  expect(kernels).toContain("Conv2DBackpropFilter");
  expect(kernels).toContain("Conv2DBackpropInput");
});

test("element by element it is an update of 512 × 512 and activations", async () => {
  const names = (await kernelsOf("elementwise")).map((kernel) => kernel.split(" ", 1)[0]);
  const counted = Object.fromEntries(
    names.map((name) => [name, names.filter((other) => other === name).length]),
  );
  expect(counted).toMatchObject({
    Multiply: 3,
    Square: 1,
    Sqrt: 1,
    RealDiv: 1,
    Sub: 1,
    Tanh: 1,
    Softmax: 1,
    Sum: 1,
  });
  expect(
    (await kernelsOf("elementwise")).filter((kernel) => kernel.includes("[512,512]")).length,
  ).toBeGreaterThan(10);
});

test("small operations are ten rounds of five calls on 8 × 8", async () => {
  const kernels = await kernelsOf("small");
  expect(kernels).toHaveLength(50);
  expect(kernels.slice(0, 5)).toEqual([
    "Add [8,8] [8] → [8,8]",
    "Multiply [8,8] [8,8] → [8,8]",
    "Sub [8,8] [8] → [8,8]",
    "Sum [8,8] → [8]",
    "Reshape [8] → [1,8]",
  ]);
});

test("its tensors are freed with it", () => {
  const { numTensors } = memory();
  const work = prepareCalibration();
  expect(memory().numTensors).toBeGreaterThan(numTensors);
  for (const name of calibrationPartNames) work[name].dispose();
  expect(memory().numTensors).toBe(numTensors);
});
