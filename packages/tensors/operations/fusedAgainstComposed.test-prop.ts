import { getKernel, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compareWithCpu, randomTensor } from "../backend/compareWithCpu.ts";
import { openBackend } from "../backend/openBackend.ts";
import { gelu, silu } from "./activations.ts";
import { attention } from "./attention.ts";
import { batchNorm } from "./batchNorm.ts";
import { ctcLoss } from "./ctcLoss.ts";
import { groupNorm, layerNorm, rmsNorm } from "./norms.ts";
import { rotaryEmbedding } from "./rotaryEmbedding.ts";
import { sigmoidCrossEntropy } from "./sigmoidCrossEntropy.ts";
import { softmaxCrossEntropy } from "./softmaxCrossEntropy.ts";
import { valueAndSlopes } from "./testing/valueAndSlopes.ts";

const seed = fc.nat(2 ** 20);
const size = (max: number) => fc.integer({ min: 1, max });
const runs = { numRuns: 25, seed: 3 };

test("wasm has the fused kernels and cpu has not, so that the comparisons compare two things", async () => {
  await openBackend("wasm");
  for (const name of ["LayerNorm", "GroupNorm", "SoftmaxCrossEntropy", "Attention", "CtcLoss"]) {
    for (const each of [name, ...(name === "CtcLoss" ? [] : [`${name}Grad`])]) {
      expect(getKernel(each, "wasm")).toBeDefined();
      expect(getKernel(each, "cpu")).toBeUndefined();
    }
  }
});

test("layer and RMS norm", () =>
  fc.assert(
    fc.asyncProperty(size(150), size(37), seed, async (rows, width, at) => {
      const x = randomTensor([rows, width], at);
      const [scale, bias] = [randomTensor([width], at + 1), randomTensor([width], at + 2)];
      // A row of one or two nearly equal numbers is amplified without bound: an ε of its size keeps it comparable.
      const full = (...t: Tensor[]) => layerNorm(t[0] as Tensor, t[1], t[2], 0.1);
      await compareWithCpu([x, scale, bias], valueAndSlopes(full));
      await compareWithCpu(
        [x],
        valueAndSlopes((z) => layerNorm(z as Tensor, undefined, undefined, 0.1)),
      );
      await compareWithCpu(
        [x, scale],
        valueAndSlopes((...t) => rmsNorm(t[0] as Tensor, t[1], 0.1)),
      );
    }),
    runs,
  ));

test("batch, group and instance norm", () =>
  fc.assert(
    fc.asyncProperty(
      size(3),
      size(19),
      size(19),
      size(3),
      size(7),
      seed,
      async (images, h, w, groups, wide, at) => {
        const channels = groups * wide;
        const x = randomTensor([images, h, w, channels], at);
        const [scale, bias] = [randomTensor([channels], at + 1), randomTensor([channels], at + 2)];
        const inputs = [x, scale, bias];
        type Three = [Tensor, Tensor, Tensor];
        await compareWithCpu(
          inputs,
          valueAndSlopes((...t) => batchNorm(...(t as Three), 0.1).y),
        );
        await compareWithCpu(
          inputs,
          valueAndSlopes((...t) => groupNorm(...(t as Three), groups, 0.1)),
        );
        await compareWithCpu(inputs, (...t) => tidy(() => batchNorm(...(t as Three)).mean));
        await compareWithCpu(inputs, (...t) => tidy(() => batchNorm(...(t as Three)).variance));
      },
    ),
    runs,
  ));

test("softmax cross-entropy", () =>
  fc.assert(
    fc.asyncProperty(
      size(40),
      fc.integer({ min: 2, max: 37 }),
      fc.constantFrom(0, 0.1),
      seed,
      async (rows, classes, smoothing, at) => {
        const labels = Int32Array.from({ length: rows }, (_, row) => (row * 7 + at) % classes);
        const run = (z: Tensor) => softmaxCrossEntropy(z, tensor(labels, [rows], "int32"), smoothing);
        await compareWithCpu([randomTensor([rows, classes], at)], valueAndSlopes(run as never));
      },
    ),
    runs,
  ));

test("sigmoid cross-entropy, GELU and SiLU", () =>
  fc.assert(
    fc.asyncProperty(size(70), seed, async (length, at) => {
      const x = randomTensor([length], at);
      const wide = { shape: x.shape, values: (x.values as Float32Array).map((value) => value * 4) };
      const targets = Float32Array.from({ length }, (_, i) => ((i * 5) % 7) / 6);
      const crossEntropy = (z: Tensor) => sigmoidCrossEntropy(z, tensor(targets));
      await compareWithCpu([wide], valueAndSlopes(crossEntropy as never), 1e-5);
      await compareWithCpu([wide], valueAndSlopes(((z: Tensor) => gelu(z)) as never), 1e-5);
      await compareWithCpu([wide], valueAndSlopes(((z: Tensor) => gelu(z, "tanh")) as never), 1e-5);
      await compareWithCpu([wide], valueAndSlopes(silu as never), 1e-5);
    }),
    runs,
  ));

const attentionCase = fc.record({
  batch: size(3),
  heads: size(3),
  queries: size(11),
  keys: size(11),
  width: size(9),
  causal: fc.boolean(),
  mask: fc.constantFrom("none", "bool", "all", "batch", "head"),
  drop: fc.boolean(),
  at: seed,
});

test("attention with every kind of mask", () =>
  fc.assert(
    fc.asyncProperty(
      attentionCase,
      async ({ batch, heads, queries, width, causal, mask, drop, at, ...rest }) => {
        const keys = causal ? queries : rest.keys;
        const masks = { none: 1, bool: batch, all: 1, batch, head: batch * heads }[mask];
        const rows = mask === "batch" ? 1 : queries;
        const noise = randomTensor([masks, rows, keys], at + 5).values as Float32Array;
        const kept = (randomTensor([batch * heads, queries, keys], at + 6).values as Float32Array).map(
          (value) => (value > 0.8 ? 0 : 1.25),
        );
        const run = (...[q, k, v]: Tensor[]) => {
          const shape = [masks, rows, keys];
          const added = noise.map((value) => (value > 0.5 ? Number.NEGATIVE_INFINITY : value));
          const permitted = Uint8Array.from(noise, (value) => (value > 0.5 ? 0 : 1));
          return attention(q as Tensor, k as Tensor, v as Tensor, {
            heads,
            causal,
            ...(mask === "none"
              ? {}
              : { mask: mask === "bool" ? tensor(permitted, shape, "bool") : tensor(added, shape) }),
            ...(drop ? { dropout: tensor(kept, [batch * heads, queries, keys]) } : {}),
          });
        };
        const q = randomTensor([batch, queries, heads * width], at);
        const k = randomTensor([batch, keys, heads * width], at + 1);
        const v = randomTensor([batch, keys, heads * (width + 1)], at + 2);
        await compareWithCpu([q, k, v], valueAndSlopes(run));
      },
    ),
    { numRuns: 60, seed: 3 },
  ));

test("rotary embedding", () =>
  fc.assert(
    fc.asyncProperty(size(3), size(9), size(3), size(7), seed, async (batch, length, heads, half, at) => {
      const x = randomTensor([batch, length, heads * half * 2], at);
      await compareWithCpu([x], valueAndSlopes(((z: Tensor) => rotaryEmbedding(z, { heads })) as never));
    }),
    runs,
  ));

test("CTC loss", () =>
  fc.assert(
    fc.asyncProperty(size(3), size(9), size(4), size(4), seed, async (batch, frames, room, others, at) => {
      const classes = others + 1;
      const blank = at % classes;
      const draw = (i: number, below: number) => (Math.imul(at + 1, 2654435761 + i * 97) >>> 8) % below;
      const labels = Int32Array.from({ length: batch * room }, (_, i) => {
        const label = draw(i, others);
        return label >= blank ? label + 1 : label;
      });
      const logitLengths = Int32Array.from({ length: batch }, (_, i) => draw(i + 50, frames + 1));
      const labelLengths = Int32Array.from({ length: batch }, (_, i) => draw(i + 90, room + 1));
      const run = (logits: Tensor) =>
        ctcLoss(
          {
            logits,
            labels: tensor(labels, [batch, room], "int32"),
            logitLengths: tensor(logitLengths, [batch], "int32"),
            labelLengths: tensor(labelLengths, [batch], "int32"),
          },
          blank,
        );
      await compareWithCpu([randomTensor([batch, frames, classes], at)], valueAndSlopes(run as never));
    }),
    { numRuns: 60, seed: 3 },
  ));
