import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { ones, tensor, tidy } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { evalOptions } from "../tasks/evalOptions.ts";
import { batchNorm, batchNormSpecs, batchNormStateSpecs } from "./batchNorm.ts";
import { maskedBatchNorm } from "./maskedBatchNorm.ts";
import { createScope } from "./scope.ts";

beforeAll(async () => {
  await openBackend("wasm");
});

const model = { parameterSpecs: batchNormSpecs("norm", 2), modelStateSpecs: batchNormStateSpecs("norm", 2) };
const train = { ...evalOptions, mode: "train", updateBatchNorm: true } as const;
const scopeOf = (options: typeof evalOptions) =>
  createScope(model, [tensor([1, 2]), tensor([0, 10])], [tensor([4, 0]), tensor([4, 1])], options);
// Channel 0: 1, 3, 5, 7 (mean 4, variance 5); channel 1: 0, 0, 2, 2 (mean 1, variance 1); two rows that do not count.
const rows = () => tensor([1, 0, 99, -99, 3, 0, 5, 2, 7, 2, 50, 50], [6, 2]);
const mask = () => tensor([1, 0, 1, 1, 1, 0], [6, 1]);
const options = () => ({ mask: mask(), momentum: 0.9, epsilon: 1e-5 });

const expectNumbers = (found: ArrayLike<number>, expected: readonly number[]) => {
  expect(found.length).toBe(expected.length);
  for (const [at, value] of expected.entries()) expect(found[at]).toBeCloseTo(value, 4);
};

test("training normalizes by the rows that count, moves the running statistics and leaves zeros elsewhere", () => {
  tidy(() => {
    const scope = scopeOf(train);
    const root5 = Math.sqrt(5);
    const expected = [-3 / root5, 8, 0, 0, -1 / root5, 8, 1 / root5, 12, 3 / root5, 12, 0, 0];
    expectNumbers(maskedBatchNorm(scope, "norm", rows(), options()).dataSync(), expected);
    expectNumbers(scope.newModelState()[0]?.dataSync() ?? [], [4, 0.1]);
    expectNumbers(scope.newModelState()[1]?.dataSync() ?? [], [4.1, 1]);
    const still = scopeOf({ ...train, updateBatchNorm: false });
    expectNumbers(maskedBatchNorm(still, "norm", rows(), options()).dataSync(), expected);
    expectNumbers(still.newModelState()[0]?.dataSync() ?? [], [4, 0]);
  });
});

test("evaluation uses the running statistics", () => {
  tidy(() => {
    const scope = scopeOf(evalOptions);
    const expected = [-1.5, 10, 0, 0, -0.5, 10, 0.5, 14, 1.5, 14, 0, 0];
    expectNumbers(maskedBatchNorm(scope, "norm", rows(), options()).dataSync(), expected);
    expectNumbers(scope.newModelState()[1]?.dataSync() ?? [], [4, 1]);
  });
});

test("is batch norm where every row counts", () => {
  tidy(() => {
    const all = { ...options(), mask: ones([6, 1]) };
    const masked = maskedBatchNorm(scopeOf(train), "norm", rows(), all).dataSync();
    expectNumbers(masked, [...batchNorm(scopeOf(train), "norm", rows()).dataSync()]);
  });
});
