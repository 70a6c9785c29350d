import { expect, test } from "vitest";
import { CheckProblem } from "../../harness/checkProblem.ts";
import { tinyPrices } from "../../harness/testing/trialFixture.ts";
import { HandleTable } from "../handleTable.ts";
import { createHostPrices } from "../hostFunctions.ts";
import { operationPrices } from "../operationPrices.ts";
import { awaitedTable, hostTable } from "./hostTable.ts";

const facts = {
  hyperparameters: { lr: 0.1 },
  stepHint: 10,
  budget: 10,
  target: { metric: "loss", direction: "min" as const, value: 0 },
  lossType: "softmax_cross_entropy",
};
const trial = { table: new HandleTable(1e6), problem: new CheckProblem(facts), chosenBatchSize: () => 1 };

test("the rows ask for every price that a list must have, and for no other", () => {
  const asked = new Set<string>();
  const operations = new Proxy(tinyPrices().operations, {
    get(prices, name: string) {
      asked.add(name);
      return prices[name];
    },
  });
  createHostPrices({ ...tinyPrices(), operations }, trial);
  expect([...asked].sort()).toEqual([...operationPrices].sort());
});

test("a list that lacks a price is refused before anything is charged", () => {
  for (const missing of operationPrices) {
    const { [missing]: _, ...operations } = tinyPrices().operations;
    expect(() => createHostPrices({ ...tinyPrices(), operations }, trial), missing).toThrow(
      `has no price of ${missing}`,
    );
  }
});

test("functions are installed in the order that snapshots know, those that are awaited apart", () => {
  expect(Object.keys(hostTable).join(" ")).toMatchInlineSnapshot(
    `"unary binary binaryConstant where ema addScaled reduceLeaves reduceAll reduceAxis dot matmul transpose reshape reshapeLeaves renumberLeaves upperTriangle leafScalars largest descendingOrder leafQuantile toRows fromRows bucketOf lookUp slice concat selectLeaves joinLeaves fill scalar constant random randomNumber structureOf structureLeaves lossAndGrad loss hvp reinitialize send noteParallel nextBatch batchSize takeBatch concatBatches elapsed log keep give branch notePrivacy"`,
  );
  expect(Object.keys(awaitedTable)).toEqual(["read", "matrixFunction"]);
});
