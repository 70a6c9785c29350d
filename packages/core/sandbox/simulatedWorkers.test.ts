import { expect, test } from "vitest";
import { runOnCheckProblem as run } from "./testing/runOnCheckProblem.ts";

const descend = "scaleByLearningRate(lr)";
/** Elements of the problem's parameters, and its leaves. */
const [elements, leaves] = [16 * 12 + 18 + 24 * 16 + 3 * 16 + 16 * 5 + 5, 8];

test("workers take a gradient each, of batches of their own, and the update is their mean", async () => {
  const simulated = await run(`optimizer: ({ lr }) => chain(workers(3), ${descend})`, 3);
  const byHand = await run(
    `init: () => null, update(ctx) {
      const of = (batch) => ctx.lossAndGrad(ctx.params, batch);
      const first = of(ctx.batch);
      const sum = add(add(first.grads, of(ctx.next()).grads), of(ctx.next()).grads);
      return { params: add(ctx.params, mul(mul(sum, 1 / 3), -ctx.hyperparameters.lr)), modelState: first.modelState };
    }`,
    3,
  );
  expect(simulated.trained).toEqual(byHand.trained);
  expect(simulated.meters.gradientEvaluations).toBe(9);
  expect(simulated.communication).toEqual({ workers: 3, delay: 0, bytesSent: 3 * 3 * 4 * elements });
  expect(byHand.communication).toBeNull();
});

test("a worker's message has a state of its own", async () => {
  const counting =
    "{ init: () => 0, update(u, state) { console.log(state); return { updates: u, state: state + 1 }; } }";
  const { printed } = await run(
    `optimizer: ({ lr }) => chain(workers(2, { message: ${counting} }), ${descend})`,
    2,
  );
  expect(printed).toEqual(["0", "0", "1", "1"]);
});

test("sparse messages take 8 bytes for each element that is not 0, whatever the submission says of them", async () => {
  // One element of each row of the last axis.
  const sparse = "stateless((u) => mul(u, largest(u, 1)))";
  const rows = 16 + 9 + 24 + 1 + 1 + 1 + 16 + 1;
  const { communication } = await run(
    `optimizer: ({ lr }) => chain(workers(2, { message: ${sparse}, encoding: "sparse" }), ${descend})`,
    1,
  );
  expect(communication?.bytesSent).toBeLessThanOrEqual(2 * rows * 8);
  expect(communication?.bytesSent).toBeGreaterThan(rows * 8);
  const nothing = await run(
    `optimizer: ({ lr }) => chain(workers(2, { message: stateless(zerosLike), encoding: "sparse" }), ${descend})`,
    2,
  );
  expect(nothing.communication?.bytesSent).toBe(0);
});

test("what is sent beside gradients counts once, by its encoding, and arrives as that leaves it", async () => {
  const of = (encoding: string) =>
    run(`optimizer: ({ lr }) => chain(workers(2), stateless((u) => send(u, ${encoding})), ${descend})`, 1);
  const [plain, signs] = [await of("{}"), await of('{ encoding: "signs" }')];
  const gradients = 2 * 4 * elements;
  expect(plain.communication?.bytesSent).toBe(gradients + 4 * elements);
  expect(signs.communication?.bytesSent).toBeLessThan(gradients + elements);
  expect(signs.communication?.bytesSent).toBeGreaterThan(gradients + elements / 8);
  expect(plain.trained).toEqual(
    (await run(`optimizer: ({ lr }) => chain(workers(2), ${descend})`, 1)).trained,
  );
  expect(signs.trained).not.toEqual(plain.trained);
  // Of a submission that simulates no workers by the library.
  const alone = await run(
    "init: () => null, update: (ctx) => ({ params: send(ctx.params, { encoding: 'sparse' }) })",
    1,
  );
  expect(alone.communication).toMatchObject({ workers: 1, delay: 0 });
  expect(alone.communication?.bytesSent).toBeGreaterThan(4 * elements);
});

test.each(["float32", "sparse", "signs"])(
  "what is sent before the last evaluation counts, too: %s",
  async (encoding) => {
    const sending = `send(params, { encoding: "${encoding}" })`;
    const before = await run(
      `init: ({ params }) => void ${sending}, update: ({ params }) => ({ params }), prepareForEval: ({ params }) => ({ params: ${sending} })`,
      1,
    );
    const once = await run(`init: () => null, update: ({ params }) => ({ params: ${sending} })`, 1);
    expect(before.communication?.bytesSent).toBe(2 * (once.communication?.bytesSent ?? Number.NaN));
  },
);

test("of signs only the signs and each leaf's mean size arrive", async () => {
  const { communication, trained } = await run(
    `optimizer: ({ lr }) => chain(workers(1, { encoding: "signs" }), ${descend})`,
    2,
  );
  const byHand = await run(
    `optimizer: ({ lr }) => chain(stateless((g) => mul(sign(g), leafMean(s.abs(g)))), ${descend})`,
    2,
  );
  trained.flat().forEach((value, i) => {
    // A gradient of exactly 0 has a sign on the wire.
    if (byHand.trained.flat()[i] !== value)
      expect(Math.abs(value - (byHand.trained.flat()[i] ?? 0))).toBeLessThan(0.1);
  });
  expect(communication?.bytesSent).toBe(
    2 * ((16 * 12) / 8 + 3 + (24 * 16) / 8 + 2 + 2 + 2 + (16 * 5) / 8 + 1 + 4 * leaves),
  );
});

test("delayed gradients are those of the parameters of so many steps before, in the first steps of the initial ones", async () => {
  const simulated = await run(`optimizer: ({ lr }) => chain(delayed(2), ${descend})`, 5);
  const byHand = await run(
    `init: ({ params }) => ({ past: [params, params] }), update(ctx) {
      const { past } = ctx.state;
      const { grads, modelState } = ctx.lossAndGrad(past[0], ctx.batch);
      const params = add(ctx.params, mul(grads, -ctx.hyperparameters.lr));
      return { params, modelState, state: { past: [past[1], ctx.params] } };
    }`,
    5,
  );
  expect(simulated.trained).not.toEqual((await run(`optimizer: ({ lr }) => chain(${descend})`, 5)).trained);
  expect(simulated.communication).toEqual({ workers: 1, delay: 2, bytesSent: 0 });
  expect(simulated.meters.gradientEvaluations).toBe(5);
  expect(simulated.trained).toEqual(byHand.trained);
});

test("workers under delay take all their gradients at the same old parameters; with no delay it changes nothing", async () => {
  const both = await run(`optimizer: ({ lr }) => chain(delayed(1), workers(2), ${descend})`, 3);
  expect(both.communication).toMatchObject({ workers: 2, delay: 1 });
  const none = await run(`optimizer: ({ lr }) => chain(delayed(0), ${descend})`, 3);
  expect(none.trained).toEqual((await run(`optimizer: ({ lr }) => chain(${descend})`, 3)).trained);
});

test.each([
  ["workers(0)", /`count` must be a whole number ≥ 1/],
  ["workers(2, { encoding: 'zip' })", /`encoding` must be "float32" or "sparse" or "signs"/],
  ["workers(2, { massage: scale(1) })", /no option `massage`/],
  ["workers(2, { message: 3 })", /`message` must be a transform/],
  ["delayed(-1)", /`steps` must be a whole number ≥ 0/],
  ["chain(scaleByLearningRate(0.1), workers(2))", /belongs before the learning rate/],
  ["masked(delayed(1), () => true)", /belongs into the optimizer's own chain/],
])("%s is refused", async (optimizer, says) => {
  await expect(run(`optimizer: () => ${optimizer}`, 3)).rejects.toThrow(says);
});
