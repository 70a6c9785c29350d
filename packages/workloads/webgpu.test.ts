import { normal } from "@steepest/base/random/normal.ts";
import { runTrial } from "@steepest/core/harness/runTrial.ts";
import { sgdSource, trialOptions } from "@steepest/core/harness/testing/trialFixture.ts";
import type { Workload } from "@steepest/core/workload/workload.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { whyNoWebgpu } from "@steepest/tensors/backend/webgpu/testing/webgpuCases.ts";
import { describe, expect, test } from "vitest";
import { cards } from "./catalogue.ts";
import type { Model } from "./layers/model.ts";
import { convolutional } from "./mnist_cnn/model.ts";
import { perceptron } from "./mnist_mlp/model.ts";
import { imageClassification, type LabelledImages } from "./tasks/imageClassification.ts";

const reason = await whyNoWebgpu();
/** Small: a convolution takes SwiftShader a tenth of a second. */
const size = 6;
const examples = 16;

/** Noise with a class in its first pixel: learnable, and no data set to prepare. */
function drawnImages(count: number): LabelledImages {
  const images = Uint8Array.from(normal([3, count], count * size * size), (x) => 128 + 40 * x);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 4);
  for (const [i, label] of labels.entries()) images[i * size * size] = 80 * label;
  return { images, labels };
}

function workload(id: string, model: Model, imageShape: readonly number[]): Workload {
  const card = cards.find((each) => each.id === id);
  if (card === undefined) throw new Error(`no card ${id}`);
  const drawn = drawnImages(examples);
  return {
    card,
    parameterSpecs: model.parameterSpecs,
    modelStateSpecs: model.modelStateSpecs,
    dataFiles: [],
    load: async () =>
      imageClassification({
        model,
        data: { train: drawn, validation: drawn, test: drawn },
        imageShape,
        pixelValues: Float32Array.from({ length: 256 }, (_, byte) => byte / 255),
        evaluationBatchSize: examples,
      }),
  };
}

async function trainingLosses(backend: "webgpu" | "cpu", trained: Workload): Promise<(number | null)[]> {
  const options = await trialOptions({
    backend: await openBackend(backend),
    workload: trained,
    source: sgdSource("batchSize: () => 8,"),
    maxSteps: 20,
    evaluationSteps: [1, 20],
    // Above what an accuracy can be.
    target: 2,
  });
  const { outcome, evaluations } = await runTrial(options);
  expect(outcome).toEqual({ kind: "exhausted" });
  return evaluations.flatMap(({ trainLoss, validation }) => [trainLoss, validation["loss"] ?? null]);
}

describe.skipIf(reason !== null)(reason ?? "20 steps on webgpu are those on cpu", () => {
  test.each([
    ["mnist_mlp", perceptron({ inputs: size * size, hidden: 32, classes: 10 }), [size * size]],
    [
      "mnist_cnn",
      convolutional({ imageSize: size, channels: [1, 4], classes: 10, dropoutRate: 0.1 }),
      [size, size, 1],
    ],
  ])("%s", async (id, model, imageShape) => {
    const trained = workload(id, model, imageShape);
    const [webgpu, cpu] = [await trainingLosses("webgpu", trained), await trainingLosses("cpu", trained)];
    expect(webgpu).toHaveLength(4);
    for (const [at, loss] of webgpu.entries()) expect(loss).toBeCloseTo(cpu[at] as number, 3);
    expect(cpu[3]).toBeLessThan(cpu[1] as number);
  });
});
