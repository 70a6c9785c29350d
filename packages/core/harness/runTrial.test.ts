import { memory } from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { recordSchema } from "../schema/record.ts";
import type { LoadedWorkload } from "../workload/workload.ts";
import { wallClock } from "./clock.ts";
import { replayRecord } from "./replayRecord.ts";
import { runTrial } from "./runTrial.ts";
import { tinyWorkload } from "./testing/tinyWorkload.ts";
import { ManualClock, sgdSource, tinyPrices, trialOptions } from "./testing/trialFixture.ts";

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
    expect(record.totals.charged.wall).toBe(8 * 0.375);
    expect(record.totals.charged.cpu).toBe((8 * 0.375) / 2);
    expect(record.timeSplit.evaluate).toBe(record.evaluations.length * 100);
    expect(record.timeSplit.gradient).toBe(8 * 0.375);
  });

  test("holds what prepareForEval does", async () => {
    const source = sgdSource("prepareForEval(ctx) { ctx.loss(ctx.params, ctx.next()); return {}; },");
    const record = await runTrial(
      await timedOptions({ forward: 0.5 }, { source, target: -1, maxSteps: 4, evaluationSteps: [2, 4] }),
    );
    expect(record.timeSplit.prepare).toBe(2 * 0.5);
    expect(record.totals.charged.wall).toBe(4 * 0.5 + 2 * 0.5);
    expect(record.totals.lossEvaluations).toBe(2);
  });

  test("gradients that are taken for a batch or an evaluation are not missing in the update's time", async () => {
    const updates = async (more: string) => {
      const options = { source: sgdSource(more), prices: tinyPrices(), target: -1, maxSteps: 4 };
      return (await runTrial(await trialOptions({ ...options, evaluationSteps: [2, 4] }))).timeSplit.update;
    };
    const plain = await updates("");
    const loss = "ctx.loss(ctx.params, ctx.next());";
    const more = `selectBatch(ctx) { ${loss} return ctx.next(); }, prepareForEval(ctx) { ${loss} return {}; },`;
    expect(plain).toBeGreaterThan(0);
    // Entering these functions and leaving them is the sandbox's.
    expect(Math.abs((await updates(more)) - plain)).toBeLessThan(1e-4);
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
    expect(record.totals.charged.wall).toBe(3);
  });
});

describe("reference time", () => {
  const byPrice = async (overrides: Parameters<typeof trialOptions>[0] = {}) =>
    trialOptions({ prices: tinyPrices(), budgetSeconds: 1, evaluationPeriodSeconds: 0.1, ...overrides });
  /** Of plain SGD: entering `update`, its batch, the gradient of 8 examples, one combination of 4 elements, and what it gives back. */
  const step = 5000 + (1000 + 8 * 1000) + 1000 + (2_000_000 + 8 * 1_000_000) + 1004;

  test("is the sum of prices, whatever any clock says", async () => {
    const [still, real] = [
      await runTrial(await byPrice({ target: -1, maxSteps: 30 })),
      await runTrial(await byPrice({ target: -1, maxSteps: 30, clock: wallClock })),
    ];
    for (const record of [still, real]) {
      expect(record.measure).toBe("reference");
      expect(record.library?.prices).toBe(3);
    }
    const nanoseconds = (seconds: number | null | undefined) => Math.round(1e9 * (seconds ?? Number.NaN));
    expect(nanoseconds(still.totals.charged.reference) % 1).toBe(0);
    expect(still.totals.charged).toMatchObject({ steps: 30, gradients: 30, wall: 0 });
    expect(real.totals.charged.reference).toBe(still.totals.charged.reference);
    expect(real.evaluations.map(({ step: at, charged }) => [at, charged.reference])).toEqual(
      still.evaluations.map(({ step: at, charged }) => [at, charged.reference]),
    );
    // Beside it a few microseconds a step: handing results over, keeping the state.
    const ratio = (still.totals.charged.reference ?? 0) / ((30 * step) / 1e9);
    expect(ratio).toBeGreaterThan(1);
    expect(ratio).toBeLessThan(1.005);
  });

  test("is split by what took it, into parts that sum up to it", async () => {
    const record = await runTrial(await byPrice({ target: -1, maxSteps: 9, evaluationSteps: [] }));
    const { init, select, update, gradient, sandbox, prepare, evaluate } = record.timeSplit;
    expect([prepare, evaluate]).toEqual([0, 0]);
    // A batch is chosen for a microsecond, and made within its gradient.
    expect(select).toBeCloseTo(9e-6, 12);
    expect(gradient).toBeCloseTo(9 * 10_008e-6, 12);
    expect(update).toBeGreaterThan(0);
    expect(init + select + update + gradient + sandbox).toBeCloseTo(
      record.totals.charged.reference ?? Number.NaN,
      12,
    );
  });

  test("rules the budget and a fixed grid of evaluations", async () => {
    const record = await runTrial(await byPrice({ target: -1 }));
    expect(record.outcome).toEqual({ kind: "exhausted" });
    expect(record.totals.charged.reference).toBeGreaterThanOrEqual(1);
    expect(record.totals.charged.reference).toBeLessThan(1 + (2 * step) / 1e9);
    // The first step that ends at or after each tenth of a second.
    const places = record.evaluations.map(({ charged }) => (charged.reference ?? 0) * 10);
    expect(places.map(Math.floor)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const place of places) expect(place % 1).toBeLessThan((10 * 2 * step) / 1e9);
  });

  test("charges the guest's own loops, and refused calls too", async () => {
    const body = (code: string) => sgdSource(`selectBatch(ctx) { ${code} return ctx.next(); },`);
    const run = async (code: string) =>
      (await runTrial(await byPrice({ source: body(code), target: -1, maxSteps: 4 }))).totals.charged
        .reference ?? 0;
    const plain = await run("");
    expect(await run("for (let i = 0; i < 100_000; i++);")).toBeGreaterThan(plain + 4 * 5 * 0.001);
    expect(await run("try { ctx.take(ctx.next(), [99]); } catch {}")).toBeGreaterThan(plain);
  });

  test("is what ctx.elapsed says: such a run replays to the last digit", async () => {
    const source = sgdSource("prepareForEval(ctx) { console.log(ctx.elapsed); return {}; },");
    const options = await byPrice({ source, clock: wallClock });
    const record = await runTrial(options);
    expect(record.elapsedRead).toBe(true);
    expect(record.console.length).toBeGreaterThan(1);
    const report = await replayRecord(record, { ...options, clock: new ManualClock() });
    expect(report.differences).toEqual([]);
    expect(report.record.console).toEqual(record.console);
  });

  test("a workload without prices is refused, not trained for nothing", async () => {
    const prices = { ...tinyPrices(), workloads: {} };
    await expect(runTrial(await byPrice({ prices }))).rejects.toMatchObject({ code: "no-prices" });
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
      charged: last?.charged,
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
    expect(record.totals.charged.wall).toBe(3);
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
