import { memory, sub } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import type { Evaluation } from "../schema/record.ts";
import type { Probe } from "./probe.ts";
import { runTrial } from "./runTrial.ts";
import { sgdSource, tinyPrices, trialOptions } from "./testing/trialFixture.ts";

const timed = { prices: tinyPrices(), maxSteps: 6, target: -1, evaluationSteps: [3, 6] };

test("a probe sees parameters, update and gradient of the steps at which it is due, and changes no bit and no time of the record", async () => {
  const seen: {
    step: number;
    update: number[] | null;
    gradient: number[] | null;
    reference: number | null;
  }[] = [];
  const evaluated: Evaluation[] = [];
  const probe: Probe = {
    isDue: (step) => step % 2 === 0,
    async onStep({ step, parameters, before, gradient, charged }) {
      const numbers = async (of: readonly { data(): Promise<ArrayLike<number>> }[] | undefined) =>
        of === undefined ? null : Array.from(await (of[0] as { data(): Promise<ArrayLike<number>> }).data());
      const [now, then, grads] = [
        await numbers(parameters),
        await numbers(before ?? undefined),
        await numbers(gradient?.grads),
      ];
      seen.push({
        step,
        update: then && (now?.map((value, at) => value - (then[at] as number)) ?? null),
        gradient: grads,
        reference: charged.reference,
      });
    },
    onEvaluation: (evaluation) => void evaluated.push(evaluation),
  };
  const plain = await runTrial(await trialOptions(timed));
  const { numTensors } = memory();
  const probed = await runTrial(await trialOptions({ ...timed, probes: [probe] }));
  expect(memory().numTensors).toBe(numTensors);
  expect(seen.map(({ step }) => step)).toEqual([0, 2, 4, 6]);
  expect(seen[0]).toMatchObject({ update: null, gradient: null });
  for (const { update, gradient } of seen.slice(1)) {
    expect([update?.length, gradient?.length]).toEqual([4, 4]);
    // Plain gradient descent at the rate 0.05.
    for (const [at, change] of (update ?? []).entries())
      expect(change).toBeCloseTo(-0.05 * (gradient?.[at] as number), 5);
  }
  expect(evaluated.map(({ step }) => step)).toEqual([3, 6]);
  const { memory: _, startedAt: _s, finishedAt: _f, ...same } = plain;
  expect(probed).toMatchObject(same);
  expect(probed.parametersSha256).toBe(plain.parametersSha256);
  expect(seen.at(-1)?.reference).toBe(plain.totals.charged.reference);
});

test("the gradient that a probe sees is its step's first, and none that an evaluation before it took", async () => {
  const text = sgdSource("prepareForEval(ctx) { ctx.lossAndGrad(ctx.params, ctx.next()); return {}; },");
  const second = "ctx.lossAndGrad(ctx.params, ctx.next()); return { params";
  const source = {
    ...text,
    files: { "sgd.ts": text.files["sgd.ts"]?.replace("return { params", second) ?? "" },
  };
  const gaps: number[] = [];
  const probe: Probe = {
    isDue: (step) => step % 2 === 0,
    async onStep({ parameters, before, gradient }) {
      const [now, then, taken] = [parameters[0], before?.[0], gradient?.grads[0]];
      if (!now || !then || !taken) return;
      const [update, slope] = [sub(now, then).dataSync(), taken.dataSync()];
      gaps.push(...update.map((change, at) => Math.abs(change + 0.05 * (slope[at] ?? Number.NaN))));
    },
  };
  await runTrial(await trialOptions({ ...timed, source, evaluationSteps: [2, 4, 6], probes: [probe] }));
  expect(gaps).toHaveLength(3 * 4);
  expect(Math.max(...gaps)).toBeLessThan(1e-5);
});

test("one source of randomness varies where its seed does, and others stay; a spawn changes only what comes after it", async () => {
  const first = await runTrial(await trialOptions(timed));
  const hash = async (overrides: object) =>
    (await runTrial(await trialOptions({ ...timed, ...overrides }))).parametersSha256;
  expect(await hash({ seed: 2, randomness: { init: 1, "data order": 1, augmentation: 1, dropout: 1 } })).toBe(
    first.parametersSha256,
  );
  expect(await hash({ randomness: { "data order": 2 } })).not.toBe(first.parametersSha256);
  expect(await hash({ randomness: { dropout: 2 } })).toBe(first.parametersSha256);
  expect(await hash({ randomness: { spawn: { batch: 6, seed: 9 } } })).toBe(first.parametersSha256);
  expect(await hash({ randomness: { spawn: { batch: 5, seed: 9 } } })).not.toBe(first.parametersSha256);
});

test("no evaluation is asked for: the test split is not looked at either", async () => {
  let evaluations = 0;
  const { tinyWorkload } = await import("./testing/tinyWorkload.ts");
  const workload = tinyWorkload({ onEvaluate: () => void evaluations++ });
  const record = await runTrial(await trialOptions({ ...timed, workload, evaluationSteps: [] }));
  expect([evaluations, record.test, record.evaluations.length]).toEqual([0, null, 0]);
});
