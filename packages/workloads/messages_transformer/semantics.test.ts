import type { ForwardOptions } from "@steepest/core/workload/workload.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { argMax, logSoftmax, type Tensor, tidy } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { createScope } from "../layers/scope.ts";
import { evalOptions } from "../tasks/evalOptions.ts";
import { greedyDecode } from "../tasks/greedyDecode.ts";
import { packedRows, takeRows } from "../tasks/packedRows.ts";
import { translation } from "../tasks/translation.ts";
import type { TranslationSplit } from "../tasks/translationData.ts";
import models from "../testing/algoperfModels.json" with { type: "json" };
import { initialize } from "../testing/initialize.ts";
import { overfit } from "../testing/overfit.ts";
import { rearranged } from "../testing/rearranged.ts";
import { tinyTranslation } from "../testing/tinyTranslation.ts";
import { torchShapes } from "../testing/torchShapes.ts";
import { endId } from "../text/subwords.ts";
import { configs, type TransformerConfig, variants } from "./config.ts";
import { transformer } from "./model.ts";
import { workloadOf } from "./workload.ts";

const small: TransformerConfig = {
  ...configs.standard,
  vocabulary: 24,
  rowLength: 24,
  width: 16,
  heads: 2,
  hidden: 24,
};
const data = tinyTranslation(small.vocabulary);
const train: ForwardOptions = {
  mode: "train",
  dropoutRate: 0,
  labelSmoothing: null,
  updateBatchNorm: true,
  key: [1, 2],
};

const loadedOf = (config: TransformerConfig) =>
  translation({
    model: transformer(config),
    data,
    rowLength: config.rowLength,
    labelSmoothing: config.labelSmoothing,
    judged: { validation: 16, test: 12, loss: 16 },
    evaluationBatchSize: { rows: 4, sentences: 5 },
  });

/** Logits of every target of `split`, laid out in `rows`, by target id in the order of the rows. */
function logitsOf(
  config: TransformerConfig,
  split: TranslationSplit,
  rows: number[][],
  length: number,
): number[][] {
  const model = transformer(config);
  const { parameters } = initialize(model, { moved: 0.1 });
  const packed = packedRows(split, rows, length);
  return tidy(() => {
    const batch = takeRows(packed, Int32Array.from(rows.keys()));
    const logits = model.apply(createScope(model, parameters, [], evalOptions), batch).arraySync();
    const segments = batch.targetSegments.dataSync();
    return logits.filter((_, at) => (segments[at] as number) > 0);
  });
}

const one = (at: number): TranslationSplit => ({
  sources: [data.train.sources[at] as Uint16Array],
  targets: [data.train.targets[at] as Uint16Array],
});

function expectClose(found: readonly number[][], expected: readonly number[][]) {
  expect(found).toHaveLength(expected.length);
  for (const [row, values] of expected.entries()) {
    for (const [at, value] of values.entries()) expect(found[row]?.[at]).toBeCloseTo(value, 4);
  }
}

beforeAll(() => openBackend("wasm"));

describe.each(Object.entries({ standard: {}, ...variants }))("%s", (_, patch) => {
  const config = { ...small, ...patch };

  test("packing and padding change no logit", () => {
    const alone = [3, 5, 8].flatMap((at) =>
      logitsOf(config, one(at), [[0]], data.train.targets[at]?.length as number),
    );
    expectClose(logitsOf(config, data.train, [[3, 5, 8]], 30), alone);
    expectClose(logitsOf(config, data.train, [[3], [5], [8]], 30), alone);
  });

  test("a logit depends on the targets before it, on none after it, and on the whole source", () => {
    const before = logitsOf(config, one(7), [[0]], 8);
    const changed = (side: "sources" | "targets", place: number) => {
      const split = one(7);
      const ids = Uint16Array.from(split[side][0] as Uint16Array);
      ids[place] = ids[place] === 4 ? 5 : 4;
      return logitsOf(config, { ...split, [side]: [ids] }, [[0]], 8);
    };
    const later = changed("targets", 2);
    expect(later.slice(0, 3)).toEqual(before.slice(0, 3));
    expect(later[3]).not.toEqual(before[3]);
    const otherSource = changed("sources", 5);
    for (const [at, row] of before.entries()) expect(otherSource[at]).not.toEqual(row);
  });

  test("greedy decoding with kept keys takes what teacher forcing finds likeliest, in any batch", async () => {
    const model = transformer(config);
    const { parameters } = initialize(model, { moved: 0.1 });
    const scope = createScope(model, parameters, [], evalOptions);
    const found = (await greedyDecode(model, scope, data.train.sources, 9)) ?? [];
    expect(found).toHaveLength(data.train.sources.length);
    for (const [at, translated] of found.entries()) {
      const source = data.train.sources[at] as Uint16Array;
      expect(await greedyDecode(model, scope, [source], 9)).toEqual([translated]);
      const targets = [Uint16Array.from(translated.length < 9 ? [...translated, endId] : translated)];
      const packed = packedRows({ sources: [source], targets }, [[0]], Math.max(9, source.length));
      const likeliest = tidy(() => {
        const batch = takeRows(packed, Int32Array.of(0));
        return argMax(model.apply(scope, batch), 1).dataSync();
      });
      expect([...likeliest.slice(0, targets[0]?.length)]).toEqual([...(targets[0] as Uint16Array)]);
    }
  });
});

test("the loss is the cross-entropy with 0.9 on the target and 0.1 spread over all ids, 0.1 unless asked otherwise", () => {
  const loaded = loadedOf(small);
  const model = transformer(small);
  const { parameters, state } = initialize(model, { moved: 0.1 });
  const batch = loaded.batch(Int32Array.of(2, 0), [0, 0]);
  const logProbabilities = tidy(() => {
    const packed = batch as unknown as Parameters<typeof model.apply>[1];
    return logSoftmax(model.apply(createScope(model, parameters, [], evalOptions), packed)).arraySync();
  }) as number[][];
  const targets = (batch["targets"] as Tensor).dataSync();
  const segments = (batch["targetSegments"] as Tensor).dataSync();
  const byHand = (smoothing: number) => {
    const losses = [0, 0];
    for (const [at, row] of logProbabilities.entries()) {
      if ((segments[at] as number) < 1) continue;
      const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
      const loss = -(1 - smoothing) * (row[targets[at] as number] as number) - smoothing * mean;
      losses[Math.floor(at / small.rowLength)] = (losses[Math.floor(at / small.rowLength)] as number) + loss;
    }
    return losses;
  };
  for (const [asked, smoothing] of [
    [null, 0.1],
    [0, 0],
    [0.3, 0.3],
  ] as const) {
    const { losses, weights } = loaded.forward(parameters, state, batch, { ...train, labelSmoothing: asked });
    for (const [row, loss] of byHand(smoothing).entries()) {
      expect(losses.dataSync()[row]).toBeCloseTo(loss, 3);
      expect(weights.dataSync()[row]).toBe(
        segments.subarray(row * small.rowLength, (row + 1) * small.rowLength).filter((each) => each > 0)
          .length,
      );
    }
  }
});

test("parameters in another order and under other names give the same logits", () => {
  const model = transformer(small);
  const { parameters } = initialize(model, { moved: 0.1 });
  const batch = takeRows(packedRows(data.train, [[0, 1], [2]], small.rowLength), Int32Array.of(0, 1));
  const other = rearranged(model);
  const logits = (of: typeof other, given: readonly Tensor[]) =>
    tidy(() => of.apply(createScope(of, given, [], evalOptions), batch).dataSync());
  expect(logits(other, parameters.toReversed())).toEqual(logits(model, parameters));
});

test("sixteen examples can be learned by heart", () => {
  // A row holds one pair, as none is shorter than half of it on both sides.
  const config = { ...small, rowLength: 7, width: 32, hidden: 48 };
  const loaded = loadedOf(config);
  expect(loaded.trainSize).toBe(16);
  const losses = overfit(workloadOf(config), loaded, { steps: 120, rate: 0.01 });
  expect(losses[0]).toBeGreaterThan(2);
  expect(losses.at(-1)).toBeLessThan(0.05);
});

test("evaluation reports the loss without smoothing, of the sentences whatever rows they are in, and BLEU", async () => {
  const loaded = loadedOf(small);
  const { parameters, state } = initialize(transformer(small), { moved: 0.1 });
  const found = await loaded.evaluate(parameters, state, "validation");
  // The tiny data's validation sentences are its training sentences, packed in another order.
  const all = loaded.batch(
    Int32Array.from({ length: loaded.trainSize }, (_, at) => at),
    [0, 0],
  );
  const { losses, weights } = loaded.forward(parameters, state, all, { ...train, labelSmoothing: 0 });
  const sum = (tensor: Tensor) => [...tensor.dataSync()].reduce((total, value) => total + value, 0);
  expect(found.loss).toBeCloseTo(sum(losses) / sum(weights), 4);
  expect(found["bleu"]).toBeGreaterThanOrEqual(0);
  expect(found["bleu"]).toBeLessThan(30);
});

describe("AlgoPerf's model", () => {
  const { parameters, tensors, shapes } = models.models.wmt;
  const { parameterSpecs } = transformer(configs.algoperf);

  test("has as many parameters", () => {
    const count = parameterSpecs.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    expect(count).toBe(parameters);
  });

  test("has the same shapes, where PyTorch joins query, key and value of self-attention, key and value of the other", () => {
    const split: Record<string, number> = { ...shapes };
    const { "3072,1024": self, "2048,1024": cross } = shapes;
    split["1024,1024"] = shapes["1024,1024"] + 3 * self + 2 * cross;
    delete split["3072,1024"];
    delete split["2048,1024"];
    expect(torchShapes(parameterSpecs)).toEqual(split);
    expect(Object.values(shapes).reduce((sum, count) => sum + count, 0)).toBe(tensors);
  });
});
