import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { type Tensor, tensor2d, tidy } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { createScope } from "../layers/scope.ts";
import { evalOptions } from "../tasks/evalOptions.ts";
import { languageModel } from "../tasks/languageModel.ts";
import { initialize } from "../testing/initialize.ts";
import { overfit } from "../testing/overfit.ts";
import { rearranged } from "../testing/rearranged.ts";
import { configs, type RotaryDecoderConfig, variants } from "./config.ts";
import { rotaryDecoder } from "./model.ts";
import { workloadOf } from "./workload.ts";

const small: RotaryDecoderConfig = {
  ...configs.standard,
  vocabulary: 12,
  length: 6,
  blocks: 2,
  width: 16,
  heads: 2,
  hidden: 20,
};

beforeAll(() => openBackend("wasm"));

function logitsOf(config: RotaryDecoderConfig, windows: readonly number[][], parameters?: readonly Tensor[]) {
  const model = rotaryDecoder(config);
  const used = parameters ?? initialize(model, { moved: 0.2 }).parameters;
  return tidy(() => {
    const inputs = tensor2d(windows.flat(), [windows.length, windows[0]?.length as number], "int32");
    return model.apply(createScope(model, used, [], evalOptions), inputs).arraySync() as number[][];
  });
}

describe.each(Object.entries({ standard: {}, ...variants }))("%s", (_, patch) => {
  const config = { ...small, ...patch };

  test("a position sees itself and those before it, of its own window", () => {
    const before = logitsOf(config, [
      [1, 2, 3, 4, 5, 6],
      [7, 8, 9, 10, 11, 1],
    ]);
    const after = logitsOf(config, [
      [1, 2, 3, 9, 5, 6],
      [7, 8, 9, 10, 11, 1],
    ]);
    const changed = before.flatMap((row, at) =>
      row.every((value, i) => value === after[at]?.[i]) ? [] : [at],
    );
    expect(changed).toEqual([3, 4, 5]);
  });

  test("the order of what came before matters", () => {
    const last = (window: number[]) => logitsOf(config, [window])[2] as number[];
    const [one, other] = [last([1, 2, 3]), last([2, 1, 3])];
    expect(Math.max(...one.map((value, at) => Math.abs(value - (other[at] as number))))).toBeGreaterThan(
      1e-3,
    );
  });
});

test("normalized queries: longer projections change nothing, the learned scale does", () => {
  const model = rotaryDecoder(small);
  const { parameters } = initialize(model, { moved: 0.2 });
  const window = [[1, 2, 3, 4, 5, 6]];
  const before = logitsOf(small, window, parameters);
  const scaled = (ending: string, factor: number) => {
    const changed = parameters.map((p, at) =>
      model.parameterSpecs[at]?.name.endsWith(ending) ? p.mul(factor) : p,
    );
    return logitsOf(small, window, changed);
  };
  const farthest = (after: number[][]) =>
    Math.max(
      ...after.flatMap((row, r) => row.map((value, at) => Math.abs(value - (before[r]?.[at] as number)))),
    );
  expect(farthest(scaled("attention.q", 3))).toBeLessThan(1e-3);
  expect(farthest(scaled("attention.k", 3))).toBeLessThan(1e-3);
  expect(farthest(scaled("attention.scale", 3))).toBeGreaterThan(1e-2);
});

test("parameters in another order and under other names give the same logits", () => {
  const model = rotaryDecoder(small);
  const { parameters } = initialize(model, { moved: 0.2 });
  const inputs = tensor2d([1, 2, 3, 4, 5, 6], [1, 6], "int32");
  const other = rearranged(model);
  const logits = (of: typeof other, given: readonly Tensor[]) =>
    tidy(() => of.apply(createScope(of, given, [], evalOptions), inputs).dataSync());
  expect(logits(other, parameters.toReversed())).toEqual(logits(model, parameters));
});

test("sixteen windows can be learned by heart", () => {
  const symbols = Uint16Array.from({ length: 16 * 6 + 1 }, (_, at) => (at * at * 7 + at * 3) % 11);
  const loaded = languageModel({
    model: rotaryDecoder({ ...small, width: 32 }),
    data: { train: symbols, validation: symbols, test: symbols },
    length: small.length,
    evaluationWindows: 4,
    evaluationBatchSize: 2,
  });
  const losses = overfit(workloadOf({ ...small, width: 32 }), loaded, { steps: 120, rate: 0.01 });
  expect(losses[0]).toBeGreaterThan(2);
  expect(losses.at(-1)).toBeLessThan(0.4);
});

test("AlgoPerf's size: the parameters that its source adds up to", () => {
  // mlcommons/algorithmic-efficiency 4c37f2a, finewebedu_lm_pytorch/models.py: tied embedding, 12 blocks of w_qkv, w_out, attn_scale, fc1 (both
  // halves of the gated layer), fc2 and two norms, and the last norm.
  const block = 3 * 1024 ** 2 + 1024 ** 2 + 1 + 1024 * 8192 + 4096 * 1024 + 2 * 1024;
  const expected = 50_257 * 1024 + 12 * block + 1024;
  const { parameterSpecs } = rotaryDecoder(configs.algoperf);
  const count = parameterSpecs.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  expect(count).toBe(expected);
  expect(expected).toBe(252_815_372);
});
