import type { ForwardOptions } from "@steepest/core/workload/workload.ts";
import { avgPool, memory, reshape, type Tensor, type Tensor4D, tidy } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { byteOf } from "../audio/featureBytes.ts";
import type { SpeechModel } from "./speechModel.ts";
import { speechRecognition, type Utterances } from "./speechRecognition.ts";

/** Hears what the features say: band b is class b, every four frames are one. */
const listener: SpeechModel = {
  parameterSpecs: [],
  modelStateSpecs: [],
  apply(_scope, { features }) {
    const [batch, frames, bands] = features.shape as [number, number, number];
    const pooled = avgPool(reshape(features, [batch, frames, bands, 1]) as Tensor4D, [4, 1], [4, 1], "valid");
    return reshape(pooled, [batch, frames / 4, bands]);
  },
};

/** Three bands (blank, 1, 2); each of `path` fills four frames, but the last one fills `last`. */
function utterances(
  examples: readonly { path: readonly number[]; labels: readonly number[]; last: number }[],
): Utterances {
  const rows = examples.map(({ path, last }) =>
    path.flatMap((best, at) => Array<number>(at === path.length - 1 ? last : 4).fill(best)),
  );
  return {
    features: Uint8Array.from(
      rows.flat().flatMap((best) => [0, 1, 2].map((band) => byteOf(band === best ? 3 : -3))),
    ),
    bands: 3,
    frames: Int32Array.from(rows, (row) => row.length),
    labels: examples.map(({ labels }) => Int32Array.from(labels)),
  };
}

const data = utterances([
  // Heard 1 2: right.
  { path: [0, 1, 1, 2], labels: [1, 2], last: 2 },
  // Heard 2, spoken 1 2 1: two edits.
  { path: [2, 2, 0], labels: [1, 2, 1], last: 4 },
  // Heard 1 1 2, spoken 1: two edits.
  { path: [1, 0, 1, 2, 0], labels: [1], last: 1 },
]);
const unseen = utterances([{ path: [1, 2], labels: [1], last: 4 }]);
const options = {
  model: listener,
  data: { train: data, validation: data, test: data },
  classes: 3,
  blank: 0,
  evaluationBatchSize: 2,
};
const forwardOptions: ForwardOptions = {
  mode: "train",
  dropoutRate: null,
  labelSmoothing: null,
  updateBatchNorm: true,
  key: [0, 0],
};
const lossesOf = (
  augmentation: Parameters<typeof speechRecognition>[0]["augmentation"],
  mode: "train" | "eval",
  key: [number, number],
) =>
  tidy(() => {
    const task = speechRecognition({ ...options, augmentation });
    const result = task.forward([], [], task.batch(Int32Array.of(0, 2, 1, 0), key), {
      ...forwardOptions,
      mode,
    });
    return { losses: [...result.losses.dataSync()], weights: [...result.weights.dataSync()] };
  });

test("the phone error rate is edits by phones spoken, over the whole set", async () => {
  const task = speechRecognition({ ...options, unseen, augmentation: null });
  const before = memory().numTensors;
  expect((await task.evaluate([], [], "validation"))["phone_error_rate"]).toBeCloseTo(4 / 6, 12);
  const results = await task.evaluate([], [], "test");
  expect(results["phone_error_rate"]).toBeCloseTo(4 / 6, 12);
  expect(results["unseen_voice_phone_error_rate"]).toBe(1);
  expect(memory().numTensors).toBe(before);
});

test("units may be other than classes", async () => {
  const words = (classes: ArrayLike<number>) =>
    Array.from(classes)
      .join("")
      .split("2")
      .filter((word) => word !== "");
  const task = speechRecognition({ ...options, augmentation: null, judged: { metric: "wer", units: words } });
  // Spoken 1, 1 1, 1 and heard 1, nothing, 11.
  expect(await task.evaluate([], [], "test")).toMatchObject({ wer: 3 / 4 });
});

test("losses weigh as many as the labels, and are the evaluation's where nothing is random", async () => {
  const { losses, weights } = lossesOf(null, "train", [1, 1]);
  expect(weights).toEqual([2, 1, 3, 2]);
  expect(losses[3]).toBe(losses[0]);
  const { loss } = await speechRecognition({ ...options, augmentation: null }).evaluate([], [], "validation");
  expect(losses.slice(0, 3).reduce((sum, each) => sum + each, 0) / 6).toBeCloseTo(loss as number, 5);
});

test("masks are drawn from the batch's key and act in training only", () => {
  const augmentation = { bandMasks: 1, bandLimit: 3, timeMasks: 2, timeLimit: 0.5 };
  const plain = lossesOf(null, "train", [1, 1]).losses;
  expect(lossesOf(augmentation, "eval", [1, 1]).losses).toEqual(plain);
  const masked = lossesOf(augmentation, "train", [1, 1]).losses;
  expect(masked).not.toEqual(plain);
  expect(lossesOf(augmentation, "train", [1, 1]).losses).toEqual(masked);
  expect(lossesOf(augmentation, "train", [2, 1]).losses).not.toEqual(masked);
});

test("features beyond an utterance's end are zeros", () => {
  tidy(() => {
    const task = speechRecognition({ ...options, augmentation: null });
    const { features, outputLengths } = task.batch(Int32Array.of(0, 2), [0, 0]) as Record<string, Tensor>;
    expect(features?.shape).toEqual([2, 20, 3]);
    expect([...(outputLengths?.dataSync() ?? [])]).toEqual([4, 5]);
    expect(new Set(features?.slice([0, 14, 0], [1, 6, 3]).dataSync())).toEqual(new Set([0]));
  });
});
