import { memory } from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { recordSchema } from "../schema/record.ts";
import type { LoadedWorkload } from "../workload/workload.ts";
import { runTrial } from "./runTrial.ts";
import { tinyWorkload } from "./testing/tinyWorkload.ts";
import { ManualClock, sgdSource, trialOptions } from "./testing/trialFixture.ts";

/** The clock moves by so much whenever the workload does one of these. */
interface Costs {
  batch?: number;
  forward?: number;
  evaluate?: number;
}

async function timedOptions(costs: Costs, overrides: Parameters<typeof trialOptions>[0] = {}) {
  const clock = new ManualClock();
  const options = await trialOptions({ clock, ...overrides });
  const { loaded } = options;
  const timed: LoadedWorkload = {
    ...loaded,
    batch: (...given) => {
      clock.advance(costs.batch ?? 0);
      return loaded.batch(...given);
    },
    forward: (...given) => {
      clock.advance(costs.forward ?? 0);
      return loaded.forward(...given);
    },
    evaluate: (...given) => {
      clock.advance(costs.evaluate ?? 0);
      return loaded.evaluate(...given);
    },
  };
  return { ...options, loaded: timed };
}

describe("charged time", () => {
  test("is batches and updates; evaluation is free and the warm-up is not charged", async () => {
    const record = await runTrial(
      await timedOptions({ batch: 0.125, forward: 0.25, evaluate: 100 }, { target: -1, maxSteps: 8 }),
    );
    expect(record.totals.steps).toBe(8);
    expect(record.totals.chargedSeconds).toBe(8 * 0.375);
    expect(record.totals.chargedCpuSeconds).toBe((8 * 0.375) / 2);
    expect(record.timeSplit.evaluate).toBe(record.evaluations.length * 100);
    expect(record.timeSplit.gradient).toBe(8 * 0.375);
  });

  test("holds what prepareForEval does", async () => {
    const source = sgdSource("prepareForEval(ctx) { ctx.loss(ctx.params, ctx.next()); return {}; },");
    const record = await runTrial(
      await timedOptions({ forward: 0.5 }, { source, target: -1, maxSteps: 4, evaluationSteps: [2, 4] }),
    );
    expect(record.timeSplit.prepare).toBe(2 * 0.5);
    expect(record.totals.chargedSeconds).toBe(4 * 0.5 + 2 * 0.5);
    expect(record.totals.lossEvaluations).toBe(2);
  });

  test("holds what init does", async () => {
    const source = sgdSource().files["sgd.ts"]?.replace(
      "init: (ctx) => (",
      "init: (ctx) => (ctx.loss(ctx.params, ctx.next()), ",
    ) as string;
    const record = await runTrial(
      await timedOptions(
        { forward: 3 },
        { source: { entry: "a.ts", files: { "a.ts": source } }, maxSteps: 0 },
      ),
    );
    expect(record.outcome).toEqual({ kind: "exhausted" });
    expect(record.timeSplit.init).toBe(3);
    expect(record.totals.chargedSeconds).toBe(3);
  });
});

describe("outcomes", () => {
  test("reached: at the first evaluation that meets the target, which is the time-to-target", async () => {
    const record = await runTrial(await timedOptions({ forward: 0.25 }));
    expect(record.outcome).toEqual({ kind: "reached" });
    const last = record.evaluations.at(-1);
    expect(last?.validation["loss"]).toBeLessThanOrEqual(0.1);
    expect(record.timeToTarget).toEqual({
      step: last?.step,
      chargedSeconds: last?.chargedSeconds,
      chargedCpuSeconds: last?.chargedCpuSeconds,
    });
    for (const one of record.evaluations.slice(0, -1)) expect(one.validation["loss"]).toBeGreaterThan(0.1);
    expect(record.test?.["loss"]).toBeLessThanOrEqual(0.1);
    expect(recordSchema.parse(record)).toEqual(record);
  });

  test("exhausted: the budget ends the trial after the step that passes it", async () => {
    const record = await runTrial(await timedOptions({ forward: 4 }, { target: -1 }));
    expect(record.outcome).toEqual({ kind: "exhausted" });
    expect(record.totals.steps).toBe(3);
    expect(record.timeToTarget).toBeNull();
  });

  test("a target met beyond the budget does not count", async () => {
    const record = await runTrial(await timedOptions({ forward: 11 }, { target: 1e9 }));
    expect(record.outcome).toEqual({ kind: "exhausted" });
    expect(record.timeToTarget).toBeNull();
  });

  test("capped: asked anew after every step", async () => {
    let cap: number | null = null;
    const options = await timedOptions({ forward: 0.5 }, { target: -1, capSeconds: () => cap });
    const record = await runTrial({
      ...options,
      onProgress: ({ step }) => {
        if (step === 4) cap = 2.5;
      },
    });
    expect(record.outcome).toEqual({ kind: "capped", capSeconds: 2.5 });
    expect(record.totals.chargedSeconds).toBe(3);
  });

  test("a trial at exactly its cap goes on, because reaching the target there still counts", async () => {
    const record = await runTrial(
      await timedOptions({ forward: 0.5 }, { target: -1, capSeconds: () => 2, maxSteps: 4 }),
    );
    expect(record.outcome).toEqual({ kind: "exhausted" });
  });

  test("diverged: an evaluation that is not finite ends it, written as null", async () => {
    const record = await runTrial(await timedOptions({ forward: 1 }, { hyperparameters: { lr: 1e30 } }));
    expect(record.outcome).toEqual({ kind: "diverged" });
    expect(record.evaluations.at(-1)?.validation["loss"]).toBeNull();
  });

  test("cancelled: from outside, after the running step", async () => {
    const controller = new AbortController();
    const record = await runTrial({
      ...(await timedOptions({ forward: 0.01 }, { target: -1 })),
      signal: controller.signal,
      onProgress: ({ step }) => {
        if (step === 5) controller.abort();
      },
    });
    expect(record.outcome).toEqual({ kind: "cancelled" });
    expect(record.totals.steps).toBe(5);
  });

  test("failed by the submission: with its file and line, and what it did until then kept", async () => {
    const source = sgdSource(
      "selectBatch(ctx) {\n if (ctx.step === 3) throw new Error('enough');\n return ctx.next(); },",
    );
    const record = await runTrial(await timedOptions({ forward: 1 }, { source, target: -1 }));
    expect(record.outcome).toMatchObject({ kind: "failed", cause: "submission", code: "guest-exception" });
    expect(record.outcome).toHaveProperty("reason", "sgd.ts:12: enough (in selectBatch)");
    expect(record.evaluations).toHaveLength(2);
  });

  test("failed by the machine: told apart from the submission's own failures", async () => {
    const options = await timedOptions({}, { target: -1 });
    const loaded: LoadedWorkload = {
      ...options.loaded,
      forward: () => {
        throw new Error("device lost");
      },
    };
    const record = await runTrial({ ...options, loaded });
    expect(record.outcome).toMatchObject({ kind: "failed", cause: "machine", reason: "device lost" });
  });
});

describe("what a trial sees", () => {
  test("evaluations: copies without a clock; elapsed: recorded as read", async () => {
    const source = sgdSource(
      "prepareForEval(ctx) { console.log(JSON.stringify(ctx.evals), 'elapsed' in ctx); return {}; },",
    );
    const silent = await runTrial(
      await timedOptions({}, { source, target: -1, maxSteps: 4, evaluationSteps: [2, 4] }),
    );
    const loss = silent.evaluations[0]?.validation["loss"];
    expect(silent.console.slice(0, 2)).toEqual([
      "[] true",
      `[{"step":2,"loss":${loss},"metric":${loss}}] true`,
    ]);
    expect(silent.elapsedRead).toBe(false);
    const reading = await runTrial(
      await timedOptions(
        { forward: 1 },
        {
          source: sgdSource("prepareForEval(ctx) { console.log(ctx.elapsed); return {}; },"),
          target: -1,
          maxSteps: 1,
          evaluationSteps: [1],
        },
      ),
    );
    expect(reading.elapsedRead).toBe(true);
    expect(reading.console[0]).toBe("1");
  });

  test("a submission that awaits read gets the numbers", async () => {
    const source = sgdSource()
      .files["sgd.ts"]?.replace("zerosLike }", "zerosLike, read, readNumber }")
      .replace("update(ctx) {", "async update(ctx) {")
      .replace(
        "    return { params",
        "    if (ctx.step === 1) console.log((await read(grads)).map((g) => g.length).join(), typeof (await readNumber(ctx.loss(ctx.params, ctx.batch))));\n    return { params",
      ) as string;
    const record = await runTrial(
      await timedOptions(
        {},
        { source: { entry: "a.ts", files: { "a.ts": source } }, target: -1, maxSteps: 3 },
      ),
    );
    expect(record.outcome).toEqual({ kind: "exhausted" });
    expect(record.console).toEqual(["4 number"]);
  });
});

test("no tensor outlives a trial", async () => {
  const options = await timedOptions({ forward: 0.1 }, { workload: tinyWorkload() });
  const before = memory().numTensors;
  await runTrial(options);
  await runTrial({ ...options, source: sgdSource("prepareForEval: () => ({ params: 3 }),") });
  expect(memory().numTensors).toBe(before);
});
