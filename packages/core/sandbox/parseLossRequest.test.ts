import { expect, test } from "vitest";
import { parseLossRequest } from "./parseLossRequest.ts";
import type { LossTrees } from "./parsePredictedLabels.ts";

const trees = {} as LossTrees;
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
  const any = new Proxy({}, { get: () => () => ({ leaves: () => [] }) }) as LossTrees;
  expect(() => parseLossRequest(JSON.stringify({ outputNoise: 1, ...more }), problem, any, 8)).toThrow(
    /outputNoise goes with the batch's own labels alone/,
  );
});
