import { normal } from "@steepest/base/random/normal.ts";
import { grad, type Tensor, tensor, tensor1d, tidy } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { openBackend } from "../backend/openBackend.ts";
import { ctcLoss } from "./ctcLoss.ts";

interface Example {
  readonly logits: readonly (readonly number[])[];
  readonly labels: readonly number[];
}

/** −ln of the summed probability of all paths that become the labels once repeats are merged and blanks dropped. */
function lossByEnumeration({ logits, labels }: Example, blank: number): number {
  const classes = (logits[0] as number[]).length;
  const probabilities = logits.map((row) => {
    const total = row.reduce((sum, value) => sum + Math.exp(value), 0);
    return row.map((value) => Math.exp(value) / total);
  });
  let likelihood = 0;
  for (let code = 0; code < classes ** logits.length; code++) {
    const path = logits.map((_, frame) => Math.floor(code / classes ** frame) % classes);
    const merged = path.filter((symbol, frame) => symbol !== path[frame - 1] && symbol !== blank);
    if (merged.join() !== labels.join()) continue;
    likelihood += path.reduce((p, symbol, frame) => p * (probabilities[frame]?.[symbol] as number), 1);
  }
  return -Math.log(likelihood);
}

/** One batch of all the examples, shorter ones padded with junk. */
function lossesOf(examples: readonly Example[], classes: number, blank: number) {
  const frames = Math.max(...examples.map(({ logits }) => logits.length));
  const room = Math.max(...examples.map(({ labels }) => labels.length));
  const logits = tensor(
    examples.flatMap((each) =>
      Array.from({ length: frames }, (_, frame) => each.logits[frame] ?? Array(classes).fill(9)).flat(),
    ),
    [examples.length, frames, classes],
  );
  const inputs = {
    labels: tensor(
      examples.flatMap((each) => Array.from({ length: room }, (_, at) => each.labels[at] ?? -1)),
      [examples.length, room],
      "int32",
    ),
    logitLengths: tensor1d(
      examples.map((each) => each.logits.length),
      "int32",
    ),
    labelLengths: tensor1d(
      examples.map((each) => each.labels.length),
      "int32",
    ),
  };
  const run = (x: Tensor) => ctcLoss({ ...inputs, logits: x }, blank);
  return {
    losses: run(logits).arraySync() as number[],
    slopes: grad(run)(logits).arraySync() as number[][][],
  };
}

const logitsOf = (frames: number, classes: number, seed: number) =>
  Array.from({ length: frames }, (_, frame) => Array.from(normal([seed, frame], classes)));

for (const backend of ["wasm", "cpu"] as const) {
  test(`sums over all alignments, whatever the lengths and the blank (${backend})`, async () => {
    await openBackend(backend);
    for (const blank of [0, 2]) {
      const [a, b] = [0, 1, 2].filter((symbol) => symbol !== blank) as [number, number];
      const sequences = [[], [a], [b, a], [a, a], [a, b, a], [b, b, b], [a, b, b, a]];
      const examples = sequences.flatMap((labels, at) =>
        [1, 3, 5, 7].map((frames) => ({ logits: logitsOf(frames, 3, at * 10 + frames), labels })),
      );
      const { losses } = tidy(() => lossesOf(examples, 3, blank));
      for (const [at, example] of examples.entries()) {
        const expected = lossByEnumeration(example, blank);
        if (expected === Number.POSITIVE_INFINITY) expect(losses[at]).toBe(expected);
        else expect(losses[at]).toBeCloseTo(expected, 4);
      }
      expect(losses).toContain(Number.POSITIVE_INFINITY);
    }
  });

  test(`an impossible alignment and frames beyond the length have no slope (${backend})`, async () => {
    await openBackend(backend);
    const examples = [
      { logits: logitsOf(2, 3, 1), labels: [1, 1] },
      { logits: logitsOf(4, 3, 2), labels: [1, 2] },
    ];
    const { losses, slopes } = tidy(() => lossesOf(examples, 3, 0));
    expect(losses[0]).toBe(Number.POSITIVE_INFINITY);
    expect(slopes[0]?.flat().every((slope) => slope === 0)).toBe(true);
    expect(slopes[1]?.flat().some((slope) => slope !== 0)).toBe(true);
    const { slopes: shorter } = tidy(() =>
      lossesOf([...examples, { logits: logitsOf(6, 3, 3), labels: [] }], 3, 0),
    );
    expect(shorter[1]?.slice(4).flat()).toEqual(Array(6).fill(0));
    for (const [frame, row] of (slopes[1] as number[][]).entries())
      for (const [at, slope] of row.entries()) expect(shorter[1]?.[frame]?.[at]).toBeCloseTo(slope, 6);
  });
}

test("long sequences stay finite, their slopes sum to zero in every frame", async () => {
  await openBackend("wasm");
  const labels = Array.from({ length: 120 }, (_, at) => 1 + ((at * 7) % 28));
  const { losses, slopes } = tidy(() => lossesOf([{ logits: logitsOf(800, 29, 4), labels }], 29, 0));
  expect(losses[0]).toBeGreaterThan(0);
  expect(Number.isFinite(losses[0])).toBe(true);
  for (const row of slopes[0] as number[][]) {
    expect(Math.abs(row.reduce((total, slope) => total + slope, 0))).toBeLessThan(1e-5);
  }
});

test("labels and lengths that do not fit are refused", async () => {
  await openBackend("wasm");
  const run = (label: number, frames: number) =>
    tidy(() =>
      ctcLoss({
        logits: tensor(new Float32Array(6), [1, 2, 3]),
        labels: tensor([label], [1, 1], "int32"),
        logitLengths: tensor1d([frames], "int32"),
        labelLengths: tensor1d([1], "int32"),
      }),
    );
  expect(() => run(3, 2)).toThrow("labels are 0 to 2, not 3");
  expect(() => run(1, 3)).toThrow("logit lengths are 0 to 2, not 3");
});
