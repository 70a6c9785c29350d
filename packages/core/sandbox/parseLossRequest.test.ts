import { expect, test } from "vitest";
import { parseLossRequest } from "./parseLossRequest.ts";
import type { LossTrees } from "./parsePredictedLabels.ts";

const trees = {} as LossTrees;
/** Finds a tree of no leaves, whatever is asked for. */
const any = new Proxy({}, { get: () => () => ({ leaves: () => [] }) }) as LossTrees;
const noisy = { noisyOutputs: 5, samplesLabels: true, perturbsInputs: true, localShapes: [[2, 2]] } as const;
const parse = (options: object | string, problem: object = noisy) =>
  parseLossRequest(typeof options === "string" ? options : JSON.stringify(options), problem, trees, 8);

test("noise on outputs is a finite deviation above 0, where layers take it", () => {
  expect(parse({ outputNoise: 0.5 })).toMatchObject({ outputNoise: 0.5, mode: "train" });
  expect(parse({ outputNoise: 0.5, labels: "given", mode: "eval", draw: 3 })).toMatchObject({ draw: 3 });
  expect(parse({})).not.toHaveProperty("outputNoise");
  // What is no number in JSON is null there.
  for (const odd of [0, -1, "1", null, true, [1], {}]) {
    expect(() => parse({ outputNoise: odd }), String(odd)).toThrow(
      /outputNoise must be a finite number above 0/,
    );
  }
  expect(() => parse('{ "outputNoise": 1e999 }')).toThrow(/outputNoise must be a finite number above 0/);
  expect(() => parse({ outputNoise: 0.5 }, {})).toThrow(/layers take no noise; ctx\.noisesOutputs says so/);
});

test.each([
  { labels: "sampled" },
  { weights: 1 },
  { local: 1 },
  { perturb: { radius: 1, norm: "infinity", stepSize: 1 } },
])("noise does not go with %j", (more) => {
  const problem = { ...noisy, predictsLabels: true };
  expect(() => parseLossRequest(JSON.stringify({ outputNoise: 1, ...more }), problem, any, 8)).toThrow(
    /outputNoise goes with the batch's own labels alone/,
  );
});

const droppable = { ...noisy, dropping: { shares: [0.5, 0.25, 0.25], numbers: [4, 4] } };

test("examples to keep are parts for each edge, which become whole examples", () => {
  expect(parse({ keep: [0.25, 1] }, droppable)).toMatchObject({ keep: [2, 8] });
  // Of however small a part one is left.
  expect(parse({ keep: [1e-9, 0.51] }, droppable)).toMatchObject({ keep: [1, 5] });
  expect(parse({}, droppable)).not.toHaveProperty("keep");
});

test.each([
  [{ keep: [0.5] }, /keep must be a list of 2 numbers, one for each edge/],
  [{ keep: 0.5 }, /keep must be a list of 2 numbers/],
  [{ keep: [0, 1] }, /edge 0 must be above 0 and at most 1, not 0/],
  [{ keep: [0.5, 1.5] }, /edge 1 must be above 0 and at most 1, not 1.5/],
  [{ keep: [0.5, Number.NaN] }, /edge 1 must be above 0 and at most 1, not null/],
  [{ keep: [0.5, 0.25] }, /edge 1 keeps 0.25 and the one before it 0.5: what was dropped/],
  [{ keep: [0.5, 1], outputNoise: 1 }, /keep goes without local, perturb and outputNoise/],
])("what cannot be kept is told: %j", (options, message) => {
  expect(() => parse(options, droppable)).toThrow(message);
});

test("weights to go back through are a tree, where the model takes them", () => {
  const parsed = (options: object, problem: object) =>
    parseLossRequest(JSON.stringify(options), problem, any, 8);
  expect(parsed({ feedback: { tree: 3 } }, { takesFeedback: true })).toMatchObject({ feedback: [] });
  expect(parsed({}, { takesFeedback: true })).not.toHaveProperty("feedback");
  expect(() => parsed({ feedback: { tree: 3 } }, {})).toThrow(
    /through this model's own weights alone; ctx\.takesFeedback/,
  );
  for (const odd of ["3", 0.5, null, true, [1], {}])
    expect(() => parsed({ feedback: odd }, { takesFeedback: true }), String(odd)).toThrow(
      /feedback must be a Tree of weights/,
    );
  for (const more of [{ local: 1 }, { outputNoise: 1 }, { keep: [0.25, 1] }])
    expect(() => parsed({ feedback: { tree: 3 }, ...more }, { ...droppable, takesFeedback: true })).toThrow(
      /feedback goes without local, perturb, outputNoise and keep/,
    );
});

test("where no examples can be dropped, keep is refused", () => {
  expect(() => parse({ keep: [1] })).toThrow(/no examples can be dropped .*; ctx\.edges says so/);
});
