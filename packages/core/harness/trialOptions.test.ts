import { DeviceFailure } from "@steepest/base/deviceFailure.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { expect, test } from "vitest";
import type { EvaluationMetrics, Split } from "../workload/workload.ts";
import { runTrial } from "./runTrial.ts";
import { tinyWorkload } from "./testing/tinyWorkload.ts";
import { ManualClock, sgdSource, trialOptions } from "./testing/trialFixture.ts";
import type { TrialOptions, TrialProgressEvent } from "./trialOptions.ts";

/** Steps are evaluated where told, and take a second each on the trial's clock. */
async function options(
  overrides: Partial<TrialOptions> = {},
  metrics?: (split: Split, call: number) => EvaluationMetrics,
): Promise<TrialOptions & { readonly clock: ManualClock }> {
  const clock = new ManualClock();
  const made = await trialOptions({ target: -1, ...overrides, clock });
  const { loaded } = made;
  let calls = 0;
  return {
    ...made,
    clock,
    loaded: {
      ...loaded,
      forward: (...given) => {
        clock.advance(1);
        return loaded.forward(...given);
      },
      ...(metrics === undefined ? {} : { evaluate: async (_p, _s, split) => metrics(split, calls++) }),
    },
  };
}

test("progress is told at the start, after every step and around every evaluation", async () => {
  const seen: TrialProgressEvent[] = [];
  const given = await options(
    { maxSteps: 3, evaluationSteps: [2], onProgress: (event) => void seen.push(event) },
    (_, call) => ({ loss: 5 + call }),
  );
  const record = await runTrial(given);
  expect(
    seen.map(({ phase, step, evaluations, metric, chargedSeconds }) => [
      phase,
      step,
      evaluations,
      metric,
      chargedSeconds,
    ]),
  ).toEqual([
    ["setup", 0, 0, null, 0],
    ["train", 1, 0, null, 1],
    ["train", 2, 0, null, 2],
    ["evaluate", 2, 0, null, 2],
    ["train", 2, 1, 5, 2],
    ["train", 3, 1, 5, 3],
  ]);
  expect(seen.map(({ budgetSeconds }) => budgetSeconds)).toEqual(Array(6).fill(10));
  expect(seen.at(-1)?.trainLoss).toBe(record.evaluations[0]?.trainLoss);
  expect(seen[3]?.trainLoss).toBeNull();
  expect(record.evaluations[0]?.trainLoss).toBeGreaterThan(0);
  expect(record.test).toEqual({ loss: 6 });
});

test("a trial rests between steps, at most once in a tenth of a second of its clock, free of charge", async () => {
  const rested: number[] = [];
  const given = await options({ maxSteps: 4, evaluationSteps: [] });
  const { clock } = given;
  const record = await runTrial({
    ...given,
    rest: async () => {
      rested.push(clock.seconds);
      clock.advance(100);
    },
  });
  expect(rested).toHaveLength(4);
  expect(record.totals.charged.wall).toBe(4);
  // Told of at its start and after its step: at the second time a tenth is over.
  const quick = { ...(await trialOptions({ maxSteps: 1, target: -1, evaluationSteps: [] })), clock };
  const tenths: number[] = [];
  clock.seconds = 0;
  await runTrial({
    ...quick,
    onProgress: () => clock.advance(0.05),
    rest: async () => void tenths.push(clock.seconds),
  });
  expect(tenths).toEqual([0.1]);
  const still = await trialOptions({ maxSteps: 4, target: -1, evaluationSteps: [] });
  let calls = 0;
  await runTrial({ ...still, rest: async () => void calls++ });
  expect(calls).toBe(0);
  // Nothing to wait for is nothing.
  expect((await runTrial({ ...given, rest: () => null })).outcome.kind).toBe("exhausted");
});

test("with its target met a trial goes on where it is told to, and has reached it all the same", async () => {
  const given = await options(
    { target: 4, maxSteps: 4, evaluationSteps: [1, 2, 3], continueAfterTarget: true },
    (split, call) => ({ loss: split === "test" ? 100 + call : 5 - call }),
  );
  const record = await runTrial(given);
  expect(record.outcome).toEqual({ kind: "reached" });
  expect(record.totals.steps).toBe(4);
  expect(record.timeToTarget).toMatchObject({ step: 2, charged: { wall: 2 } });
  // The test split was looked at then, once.
  expect(record.test).toEqual({ loss: 102 });
  expect(record.evaluations.map(({ validation }) => validation["loss"])).toEqual([5, 4, 2]);
});

test("a target met at the budget's very end counts, one step later it does not, unless the budget is ignored", async () => {
  const reached = async (budgetSeconds: number, ignoreBudget = false) =>
    (
      await runTrial(
        await options({ target: 1, maxSteps: 3, evaluationSteps: [3], budgetSeconds, ignoreBudget }, () => ({
          loss: 1,
        })),
      )
    ).timeToTarget?.step;
  expect(await reached(3)).toBe(3);
  expect(await reached(2.5)).toBeUndefined();
  expect(await reached(2.5, true)).toBe(3);
});

test.each<[what: string, metrics: EvaluationMetrics, recorded: Record<string, number | null>, kind: string]>([
  ["that cannot be", { loss: -1 }, { loss: null }, "diverged"],
  ["that is not finite", { loss: Number.POSITIVE_INFINITY }, { loss: null }, "diverged"],
  ["that is missing", { other: 1 }, { other: 1 }, "diverged"],
  ["beside it that is not finite", { loss: 2, extra: Number.NaN }, { loss: 2, extra: null }, "exhausted"],
  ["beside it that may be below 0", { loss: 2, extra: -3 }, { loss: 2, extra: -3 }, "exhausted"],
])("a metric %s is recorded so", async (_, metrics, recorded, kind) => {
  const record = await runTrial(await options({ maxSteps: 2, evaluationSteps: [1] }, () => metrics));
  expect(record.evaluations[0]?.validation).toEqual(recorded);
  expect(record.outcome.kind).toBe(kind);
  expect(record.totals.steps).toBe(kind === "diverged" ? 1 : 2);
});

test("a metric without a loss beside it ends a trial, too", async () => {
  const tiny = tinyWorkload();
  const metric = {
    name: "accuracy",
    direction: "max" as const,
    label: "accuracy",
    range: { min: 0, max: 1 },
  };
  const workload = { ...tiny, card: { ...tiny.card, metric } };
  const run = async (metrics: EvaluationMetrics, target = 2) =>
    runTrial(await options({ workload, target, maxSteps: 2, evaluationSteps: [1] }, () => metrics));
  expect((await run({ accuracy: 0.5 })).outcome.kind).toBe("diverged");
  expect((await run({ accuracy: 0.5, loss: 1 })).outcome.kind).toBe("exhausted");
  expect((await run({ accuracy: 0.5, loss: 1 }, 0.5)).outcome.kind).toBe("reached");
  expect((await run({ accuracy: 1.5, loss: 1 }, 0.5)).outcome.kind).toBe("diverged");
});

test("the card's target and step hint hold unless others are given, and the submission is told them", async () => {
  const source = sgdSource(
    "prepareForEval(ctx) { console.log(JSON.stringify([ctx.stepHint, ctx.budget, ctx.target, ctx.lossType])); return {}; },",
  );
  const told = async (overrides: Partial<TrialOptions>) => {
    const lines: string[] = [];
    const record = await runTrial(
      await options({
        source,
        maxSteps: 1,
        evaluationSteps: [1],
        onConsole: (line) => void lines.push(line),
        ...overrides,
      }),
    );
    expect(lines).toEqual(record.console);
    return [JSON.parse(lines[0] ?? "null"), record.workload.target, record.workload.stepHint];
  };
  const target = (value: number) => ({ metric: "loss", direction: "min", value });
  expect(await told({ target: undefined })).toEqual([[100, 10, target(0.1), "squared_error"], 0.1, 100]);
  expect(await told({ target: 0.05, stepHint: 7 })).toEqual([
    [7, 10, target(0.05), "squared_error"],
    0.05,
    7,
  ]);
});

test("a submission of another ruleset fails before anything is trained", async () => {
  const record = await runTrial(await options({ ruleset: "external" }));
  expect(record.outcome).toMatchObject({ kind: "failed", cause: "submission", code: "manifest-invalid" });
  expect(JSON.stringify(record.outcome)).toContain(
    "for the self ruleset, the trial is of the external ruleset",
  );
  expect(record).toMatchObject({ totals: { steps: 0 }, evaluations: [], parametersSha256: null, test: null });
});

test("limits of the sandbox can be tighter", async () => {
  const record = await runTrial(await options({ limits: { hostCallsPerCall: 1 }, maxSteps: 1 }));
  expect(record.outcome).toMatchObject({ kind: "failed", code: "host-calls" });
});

test("a cap that is not known yet stops nothing, and neither does one where the budget is ignored", async () => {
  const run = async (overrides: Partial<TrialOptions>) =>
    (await runTrial(await options({ maxSteps: 3, ...overrides }))).outcome;
  expect(await run({ capSeconds: () => null })).toEqual({ kind: "exhausted" });
  expect(await run({ capSeconds: () => 1 })).toEqual({ kind: "capped", capSeconds: 1 });
  expect(await run({ capSeconds: () => 1, ignoreBudget: true })).toEqual({ kind: "exhausted" });
});

test("a trial that was ended from outside has no test result, one at its end has", async () => {
  const capped = await runTrial(await options({ capSeconds: () => 1 }, () => ({ loss: 3 })));
  expect([capped.outcome.kind, capped.test]).toEqual(["capped", null]);
  const ended = await runTrial(
    await options({ budgetSeconds: 2 }, (split) => ({ loss: split === "test" ? 9 : 3 })),
  );
  expect([ended.outcome.kind, ended.test]).toEqual(["exhausted", { loss: 9 }]);
});

test("a submission that asks for no loss has no training loss", async () => {
  const source = {
    entry: "still.ts",
    files: {
      "still.ts":
        'import { defineSubmission } from "steepest";\nexport default defineSubmission({ name: "still", ruleset: "self", hyperparameters: [{ lr: 1 }], init: () => null, update: (ctx) => ({ params: ctx.params }) });',
    },
  };
  const record = await runTrial(await options({ source, maxSteps: 1, evaluationSteps: [1] }));
  expect(record.evaluations[0]?.trainLoss).toBeNull();
  expect(record.totals.gradientEvaluations).toBe(0);
});

test("a device that fails ends the trial as failed, though numbers came back", async () => {
  const opened = await openBackend("cpu");
  const failure = new DeviceFailure("device-lost", "the device is gone");
  let syncs = 0;
  const backend = {
    ...opened,
    sync: async () => {
      if (++syncs > 4) throw failure;
    },
    failure: () => (syncs > 4 ? failure : null),
  };
  const record = await runTrial(await options({ backend, maxSteps: 50, evaluationSteps: [] }));
  expect(record.outcome).toMatchObject({ kind: "failed", cause: "machine", code: "device-lost" });
});

test("evaluations come at the first step at or after each multiple of the period, by the clock that rules", async () => {
  const record = await runTrial(
    await options({ evaluationPeriodSeconds: 2.5, budgetSeconds: 9 }, () => ({ loss: 3 })),
  );
  expect(record.evaluations.map(({ charged }) => charged.wall)).toEqual([3, 5, 8]);
});
