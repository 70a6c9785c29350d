import type { Lease } from "@steepest/core/schema/api/runners.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { expect, test } from "vitest";
import { honest, type Machine, machineOf, work } from "./machine.ts";
import { admin, clientFor, enter, visitor } from "./platform.ts";
import { problemOf } from "./problemOf.ts";
import { recordOf, runOfLease } from "./recordOf.ts";

// Attacks that once got through, each played whole. Those on sources are in test/cheats/; docs/threat-model.md says which test has which.

const board = "quick.self.cpu-wasm";
const settle = async (machines: readonly Machine[]) => {
  for (let round = 0; round < 4; round++) for (const machine of machines) await work(machine);
};
const timesOf = async (entry: string) =>
  (await visitor.entry(entry)).trialGrid.map(({ timeToTargetSeconds }) => timeToTargetSeconds);
const ending = async () => {
  for (const { id } of await visitor.entries({ board, open: "true" })) await admin.cancelEntry(id);
};

/** As fast as the grid lets a record be. */
const forged = (lease: Lease): TrialRecord => {
  const { evaluationPeriodSeconds } = honest(lease).workload;
  return recordOf(runOfLease(lease), evaluationPeriodSeconds);
};
const sabotaged = (record: TrialRecord): TrialRecord => ({
  ...record,
  outcome: { kind: "failed", cause: "submission", code: "guest-exception", reason: "sabotage", stack: null },
  timeToTarget: null,
  evaluations: [],
});

test("a runner that never trained anything: its odd records are refused, its forged ones buy no rank, and what it did to rivals is undone", async () => {
  const [alice, mallory] = [await clientFor("submitter", "alice"), await clientFor("submitter", "mallory")];
  const [rival, mine] = [await enter(alice, "rival"), await enter(mallory, "forged_one")];
  const evil = await machineOf("evil");
  const other = await clientFor("runner", "other");
  let isTried = false;
  for (
    let lease = await evil.client.lease(evil.id);
    lease !== null;
    lease = await evil.client.lease(evil.id)
  ) {
    const { attempt, trial } = lease;
    if (lease.entry === rival.id) {
      await evil.client.report(trial, { attempt, record: sabotaged(recordOf(runOfLease(lease), null)) });
      continue;
    }
    const good = forged(lease);
    if (!isTried) {
      isTried = true;
      const [first] = good.evaluations;
      if (first === undefined || good.timeToTarget === null) throw new Error("it was reached");
      const { name } = good.workload.metric;
      const at = (reference: number) => ({ ...good.totals.charged, reference });
      const whole = (reference: number) => ({
        totals: { ...good.totals, charged: at(reference) },
        evaluations: [{ ...first, charged: at(reference) }],
        timeToTarget: { step: first.step, charged: at(reference) },
      });
      const odd: Record<string, Partial<Record<keyof TrialRecord, unknown>>> = {
        "a negative time": whole(-1),
        "no number for a time": whole(Number.NaN),
        "1e308 s": whole(1e308),
        "a time below the grid": whole(1e-9),
        "no time at all": whole(0),
        "another seed": { seed: lease.seed + 1 },
        "another target": { workload: { ...good.workload, target: 0 } },
        "another budget": { workload: { ...good.workload, budgetSeconds: 1e9 } },
        "another version": { submission: { ...good.submission, version: "0".repeat(64) } },
        "other hyperparameters": { hyperparameters: { lr: 1 } },
        "a target met before its evaluation": { timeToTarget: { step: 1, charged: at(0) } },
        "a metric that misses": { evaluations: [{ ...first, validation: { loss: 0, [name]: null } }] },
        "a metric beyond its range": { evaluations: [{ ...first, validation: { loss: 0, [name]: 1e9 } }] },
        "other hardware": { environment: { ...good.environment, hardwareClass: "webgpu" } },
        "evaluations beyond its steps": { evaluations: [{ ...first, step: 1e6 }] },
        "more gradients than examples": { totals: { ...good.totals, examples: 0 } },
        "dates of another century": { startedAt: "2001-01-01T00:00:00Z", finishedAt: "2000-01-01T00:00:00Z" },
        "a console of megabytes": { console: Array.from({ length: 7000 }, () => "<b>".repeat(330)) },
        "a privacy below none": { privacy: { epsilon: -1, delta: 0 } },
        "a privacy of any size": { privacy: { epsilon: Number.POSITIVE_INFINITY, delta: 0 } },
        "a privacy that is no number": { privacy: { epsilon: Number.NaN, delta: 0 } },
        "a privacy in words": { privacy: { epsilon: "0", delta: 0 } },
        "a chance above 1": { privacy: { epsilon: 1, delta: 1.01 } },
        "a chance below 0": { privacy: { epsilon: 1, delta: -1e-9 } },
        "half a privacy": { privacy: { epsilon: 1 } },
        "more than a privacy": { privacy: { epsilon: 1, delta: 0, proved: true } },
        "no privacy": { privacy: null },
        "a critical path beyond all": { totals: { ...good.totals, criticalSeconds: 1e9 } },
        "a critical path below 0": { totals: { ...good.totals, criticalSeconds: -1 } },
        "a critical path that no evaluation has": { totals: { ...good.totals, criticalSeconds: 0 } },
        "another price list": { library: { sha256: "a".repeat(64), guest: null, prices: 999 } },
      };
      for (const [what, changes] of Object.entries(odd)) {
        const record = { ...good, ...changes } as TrialRecord;
        expect((await problemOf(evil.client.report(trial, { attempt, record }))).status, what).toBe(422);
      }
      const tooLong = { ...good, console: ["x".repeat(9 * 2 ** 20)] };
      for (const [what, client, report, status] of [
        ["another attempt", evil.client, { attempt: attempt + 1, record: good }, 409],
        ["another's token", other, { attempt, record: good }, 403],
        ["a submitter's token", mallory, { attempt, record: good }, 403],
        ["9 MiB", evil.client, { attempt, record: tooLong }, 413],
      ] as const)
        expect((await problemOf(client.report(trial, report))).status, what).toBe(status);
      expect((await visitor.trial(trial)).status).toBe("leased");
    }
    await evil.client.report(trial, { attempt, record: good });
    // What counts is not taken back for another.
    expect(
      await problemOf(evil.client.report(trial, { attempt, record: recordOf(runOfLease(lease), 5) })),
    ).toMatchObject({
      code: "record-differs",
    });
  }
  expect(isTried).toBe(true);
  // Ranked, but as a claim, which everybody sees.
  expect((await visitor.board(board)).rows[0]).toMatchObject({
    submission: "forged_one",
    records: { verified: 0 },
  });
  await settle([await machineOf("bert"), await machineOf("cleo")]);
  const truth = rival.trialGrid.map(({ study }) => 1 + study / 4);
  expect([await timesOf(rival.id), await timesOf(mine.id)]).toEqual([truth, truth]);
  expect(await problemOf(evil.client.lease(evil.id))).toMatchObject({ code: "void" });
  const { rows } = await visitor.board(board);
  expect(new Set(rows.map(({ score }) => score)).size).toBe(1);
  await ending();
});

test("a runner that only ever harms rivals, and forges nothing for anybody, is found as well", async () => {
  const alice = await clientFor("submitter", "alice");
  const bert = await machineOf("bert");
  const slower = (_: TrialRecord, lease: Lease) => ({
    ...recordOf(runOfLease(lease), 3 + lease.study),
    parametersSha256: "f".repeat(64),
  });
  const never = (_: TrialRecord, lease: Lease) => sabotaged(recordOf(runOfLease(lease), null));
  for (const [name, harm] of [
    ["slowed", slower],
    ["failed", never],
  ] as const) {
    const saboteur = await machineOf(`saboteur-${name}`, "0.000000001");
    const entry = await enter(alice, `harmed_${name}`);
    expect(await work(saboteur, harm)).toHaveLength(9);
    expect(await timesOf(entry.id)).not.toContain(1);
    await settle([bert, await machineOf("cleo")]);
    expect(await problemOf(saboteur.client.lease(saboteur.id)), name).toMatchObject({ code: "void" });
    expect(await timesOf(entry.id), name).toEqual(entry.trialGrid.map(({ study }) => 1 + study / 4));
  }
  await ending();
});

test("a challenge that was right does not spend the day's", async () => {
  const alice = await clientFor("submitter", "alice");
  const entry = await enter(alice, "harmed_quietly");
  // Above the median: it sets nothing, and without a draw nobody looks.
  const isHarmed = ({ workload, study }: Lease) => workload === "mnist_mlp" && study === 2;
  await work(await machineOf("saboteur-quiet"), (record, lease) =>
    isHarmed(lease) ? { ...recordOf(runOfLease(lease), 3), parametersSha256: "f".repeat(64) } : record,
  );
  await settle([await machineOf("cleo"), await machineOf("bert")]);
  expect(await timesOf(entry.id)).toContain(3);
  await alice.challenge(`${entry.id}-mnist_mlp-2-0`);
  const next = () => alice.challenge(`${entry.id}-mnist_cnn-2-0`);
  expect((await problemOf(next())).code).toBe("challenged-today");
  await settle([await machineOf("cleo"), await machineOf("bert")]);
  expect(await timesOf(entry.id)).toEqual(entry.trialGrid.map(({ study }) => 1 + study / 4));
  await next();
  await ending();
});

test("constants in characters that nobody sees, and comments that read otherwise, are not taken", async () => {
  const mallory = await clientFor("submitter", "mallory");
  const hide = (text: string, first: number) =>
    [...new TextEncoder().encode(text)].map((byte) => String.fromCodePoint(first + byte)).join("");
  const payload = JSON.stringify({ "784,128": 0.31, "3,3,1,8": 0.12 });
  const submission = (line: string) => `import { defineSubmission } from "steepest";
${line}
export default defineSubmission({ name: "unseen", ruleset: "self", hyperparameters: [{ lr: 0.1 }], init: () => null, update: (ctx) => ({ params: ctx.params }) });
`;
  for (const [what, line] of [
    ["variation selectors", `const unit = "${hide(payload, 0xe0100)}";`],
    ["tags", `const unit = "${hide(payload, 0xe0000)}";`],
    ["zero widths", `const unit = "a\u200b\u200c\u200d\u2060\ufeffb";`],
    ["soft hyphens", `const unit = "a\u00ad\u00ad";`],
    ["Hangul fillers", `const \u3164 = 1;`],
    ["an override", `/* \u202e } ;er\u2066 if (admin) \u2069 \u2066 begin */`],
    ["marks of direction", `const rate = 1; // \u200f\u061c`],
    ["lines that editors do not show", `const a = 1; // a\u2028const b = 2;`],
    ["controls", `const a = "\u0001\u0002";`],
  ] as const) {
    const files = { "a.ts": submission(line) };
    const { status, code } = await problemOf(mallory.createSubmission({ entry: "a.ts", files }));
    expect([status, code], what).toEqual([422, expect.any(String)]);
  }
  // What people write is.
  const readable = submission('const greeting = "Grüße, 日本語, 👩‍🔬"; // naïve');
  expect(await mallory.createSubmission({ entry: "a.ts", files: { "a.ts": readable } })).toMatchObject({
    submission: "unseen",
  });
});
