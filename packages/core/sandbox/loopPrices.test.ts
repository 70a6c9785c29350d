import { type BackendName, openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { expect, test } from "vitest";
import { CheckProblem } from "../harness/checkProblem.ts";
import { tinyPrices } from "../harness/testing/trialFixture.ts";
import type { PriceList } from "../schema/priceList.ts";
import { loadEngine } from "./loadEngine.ts";
import { Sandbox } from "./sandbox.ts";

const facts = {
  hyperparameters: { lr: 0.1 },
  stepHint: 10,
  budget: 10,
  target: { metric: "loss", direction: "min" as const, value: 0 },
  lossType: "softmax_cross_entropy",
};
const size = new CheckProblem(facts).parameterSpecs.reduce(
  (sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1),
  0,
);

/** A list in which these alone cost anything. */
const listOf = (prices: Readonly<Record<string, PriceList["operations"][string]>>): PriceList => {
  const list = tinyPrices();
  const free = Object.keys(list.operations).map((name) => [name, { base: 0, per: {} }]);
  return {
    ...list,
    guest: { call: 0, tick: 0 },
    operations: { ...Object.fromEntries(free), ...prices },
  };
};

/** Nanoseconds of each of four steps in which an update does this with its parameters `x` and its state `state`. */
async function pricesOf(body: string, list: PriceList, backend: BackendName = "wasm"): Promise<number[]> {
  await openBackend(backend);
  const sandbox = new Sandbox({
    engine: await loadEngine(),
    source: {
      entry: "a.js",
      files: {
        "a.js": `import * as s from "steepest";
export default s.defineSubmission({ name: "loops", ruleset: "self", hyperparameters: [{ lr: 0.1 }],
  init: (ctx) => ({ m: s.zerosLike(ctx.params) }),
  update(ctx) { const { params: x, state, step } = ctx; ${body} } });`,
      },
    },
    problem: new CheckProblem(facts),
    key: [1, 2],
    now: () => 0,
    elapsed: () => 0,
    prices: list,
  });
  try {
    await sandbox.init();
    const steps: number[] = [];
    for (let step = 1; step <= 4; step++) {
      const before = sandbox.meters.referenceNanoseconds;
      await sandbox.step(step);
      steps.push(sandbox.meters.referenceNanoseconds - before);
    }
    return steps;
  } finally {
    sandbox.dispose();
  }
}

const momentum =
  "const m = s.ema(state.m, x, 0.9); return { params: s.addScaled(x, m, -0.1), state: { m } };";

test("what is computed together is one loop: it reads its inputs and writes what outlives the call", async () => {
  const [, , , loop] = await pricesOf(
    momentum,
    listOf({ loop: { base: 7, per: { elements: 1, lines: 1000 } } }),
  );
  // Two trees in, two out, and two operations.
  expect(loop).toBe(7 + 4 * size + 2 * 1000);
});

test("each operation has its own price beside", async () => {
  const list = listOf({
    "line.ema": { base: 5, per: { elements: 2 } },
    "line.addScaled": { base: 11, per: {} },
  });
  expect(await pricesOf(momentum, list)).toEqual(Array.from({ length: 4 }, () => 5 + 2 * size + 11));
});

test("a loop is new once in a trial, and then done operation by operation", async () => {
  const list = listOf({ newLoop: { base: 100, per: { elements: 1 } } });
  // ema: two trees in, one out; addScaled: the same.
  expect(await pricesOf(momentum, list)).toEqual([100 + 6 * size, 0, 0, 0]);
});

test("another operation makes a loop new, another constant does not", async () => {
  const list = listOf({ newLoop: { base: 1, per: {} } });
  expect(await pricesOf("return { params: s.mul(x, 1 / step), state };", list)).toEqual([1, 0, 0, 0]);
  const changing = "return { params: step % 2 === 0 ? s.mul(x, 0.5) : s.add(x, 0.5), state };";
  expect(await pricesOf(changing, list)).toEqual([1, 1, 0, 0]);
});

test("what nobody needs costs no more than asking for it", async () => {
  const list = listOf({
    wait: { base: 3, per: {} },
    loop: { base: 50, per: {} },
    newLoop: { base: 500, per: {} },
  });
  const steps = await pricesOf("s.sqrt(s.mul(x, x)); return { params: x, state };", list);
  expect(steps).toEqual([6, 6, 6, 6]);
});

test("what an operation of another kind asks for is computed, once", async () => {
  const list = listOf({ loop: { base: 50, per: {} }, newLoop: { base: 50, per: {} } });
  const body = "const y = s.mul(x, 2); s.globalSum(y); s.globalSum(y); return { params: x, state };";
  expect(await pricesOf(body, list)).toEqual([50, 50, 50, 50]);
});

test("a backend without such loops does the same at the same price", async () => {
  const body =
    "const m = s.ema(state.m, s.exp(x), 0.9); return { params: s.sub(x, s.div(m, s.add(s.sqrt(s.square(m)), 1e-8))), state: { m } };";
  const list = { ...tinyPrices(), guest: { call: 0, tick: 0 } };
  expect(await pricesOf(body, list, "cpu")).toEqual(await pricesOf(body, list, "wasm"));
});

test("a power costs what its exponent costs: roots and squares are quick, others are not", async () => {
  const list = listOf({ quickPower: { base: 1, per: {} }, "constant.pow": { base: 20, per: {} } });
  const costs = async (power: string) => (await pricesOf(`${power}; return { params: x, state };`, list))[0];
  for (const exponent of [2, 3, 1.5, 0.5, -0.5, -1]) expect(await costs(`s.pow(x, ${exponent})`)).toBe(1);
  for (const exponent of [0.3, 4, -2, 0]) expect(await costs(`s.pow(x, ${exponent})`)).toBe(20);
  expect(await costs("s.pow(2, x)")).toBe(20);
});
