import type { EntryDetail } from "@steepest/core/schema/api/entries.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { openDatabase } from "../database/openDatabase.ts";
import { faster, honest, type Machine, machineOf, work } from "../test/machine.ts";
import { admin, bindings, clientFor, enter, visitor } from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";
import { failedRecord, recordOf, runOfLease, runOfTrial } from "../test/recordOf.ts";

const submitter = await clientFor("submitter", "ada");
const database = openDatabase(bindings.DB);

const counts = async (entry: EntryDetail) => {
  const { records, status } = await visitor.entry(entry.id);
  return { ...records, status };
};

/** Later tests are not to find what an earlier one left open, nor its runners. */
let entered: EntryDetail[] = [];
const enterNew = async (name: string): Promise<EntryDetail> => {
  const entry = await enter(submitter, name);
  entered.push(entry);
  return entry;
};
afterEach(async () => {
  for (const { id } of entered) await admin.void({ kind: "entry", subject: id, reason: "the test is over" });
  entered = [];
  await database.run(sql`UPDATE runners SET last_seen_at = 0`);
});

test("what sets the board is audited by another owner, and verified", async () => {
  const [one, two] = [await machineOf("alba"), await machineOf("bert")];
  const entry = await enterNew("plain");
  expect(await work(one)).toHaveLength(9);
  expect(await counts(entry)).toEqual({ claimed: 9, verified: 0, status: "complete" });
  // Who follows it goes on until it is audited.
  expect(await visitor.entry(entry.id)).toMatchObject({ auditing: true });
  // The record's own owner gets none of it, on whichever machine, nor does who entered.
  expect(await work(one)).toEqual([]);
  expect(await work(await machineOf("alba"))).toEqual([]);
  expect(await work(await machineOf("ada"))).toEqual([]);
  const audits = await work(two);
  // Study times at or below the median: two of three, on three workloads.
  expect(audits.map(({ workload, study }) => `${workload} ${study}`).sort()).toEqual(
    entry.trialGrid
      .filter(({ study }) => study < 2)
      .map(({ workload, study }) => `${workload} ${study}`)
      .sort(),
  );
  expect(await counts(entry)).toEqual({ claimed: 3, verified: 6, status: "complete" });
  expect(await visitor.entry(entry.id)).toMatchObject({ auditing: false });
  const board = await visitor.board("quick.self.cpu-wasm");
  expect(board.rows.find((row) => row.entry === entry.id)?.records).toEqual({ claimed: 3, verified: 6 });
  const trial = await visitor.trial(audits[0]?.trial ?? "");
  expect(trial).toMatchObject({ trust: "verified", status: "finished", attempt: 1 });
  expect(trial.audits).toMatchObject([{ reason: "rank", outcome: "match", owner: "bert", differences: [] }]);
  // One audit each: nobody is asked again.
  expect(await work(await machineOf("cleo"))).toEqual([]);
});

test.each([
  [
    "an earlier price list",
    (record: TrialRecord) => ({ ...record, library: { ...library(record), prices: 1 } }),
  ],
  [
    "another library",
    (record: TrialRecord) => ({ ...record, library: { ...library(record), guest: "b".repeat(64) } }),
  ],
  [
    "another budget",
    (record: TrialRecord) => ({ ...record, workload: { ...record.workload, budgetSeconds: 1 } }),
  ],
])(
  "a record by %s is not held against the rules of today: the audit says nothing, and nobody is void",
  async (rules, earlier) => {
    const [one, two] = [await machineOf("alba"), await machineOf("bert")];
    const entry = await enterNew(`by_${rules.replaceAll(" ", "_")}`);
    await work(one);
    const kept = await database.all<{ sha256: string }>(
      sql`SELECT records.sha256 FROM records JOIN trials ON trials.id = records.trial WHERE trials.entry = ${entry.id}`,
    );
    for (const { sha256 } of kept) {
      const stored = await (await bindings.STORE.get(`records/${sha256}`))?.json<TrialRecord>();
      // As it was kept before the platform was updated.
      await bindings.STORE.put(`records/${sha256}`, JSON.stringify(earlier(faster(stored as TrialRecord))));
    }
    await (await clientFor("submitter", `asks-${entry.id}`)).challenge(`${entry.id}-mnist_mlp-2-0`);
    // What it prints is no number: its record lies beside the one that it audits.
    await work(two, (record) => ({ ...record, console: ["audited"] }));
    const trial = await visitor.trial(`${entry.id}-mnist_mlp-2-0`);
    expect(trial).toMatchObject({ trust: "claimed", status: "finished" });
    expect(trial.audits).toMatchObject([{ status: "finished", outcome: "unfinished" }]);
    // Both may go on: a runner that is void is refused.
    for (const machine of [one, two]) expect(await machine.client.lease(machine.id)).toBeNull();
  },
);

const library = (record: TrialRecord) => record.library as NonNullable<TrialRecord["library"]>;

/** What liars say of their first trial of a workload: a time, steps, bits. */
const lies: Readonly<
  Record<string, { readonly path: string; readonly lie: (record: TrialRecord) => TrialRecord }>
> = {
  mnist_mlp: { path: "timeToTarget.charged.reference", lie: faster },
  mnist_cnn: {
    path: "totals.hostCalls",
    lie: (record) => ({ ...record, totals: { ...record.totals, hostCalls: record.totals.hostCalls + 1 } }),
  },
  brown_lm: { path: "parametersSha256", lie: (record) => ({ ...record, parametersSha256: "0".repeat(64) }) },
};

test("runners that forge a time, steps or bits are found, their other records are queued again, the honest keep theirs", async () => {
  const entry = await enterNew("forged");
  const liars = new Map<string, Machine>();
  // Each does the three trials of a workload: one lie among two honest records.
  for (const [workload, { lie }] of Object.entries(lies)) {
    const liar = await machineOf(`liar-${workload.replace("_", "-")}`);
    liars.set(workload, liar);
    await work(liar, (record) => (record.study === 0 ? lie(record) : record), 3);
  }
  // They are gone by then: whoever is there is asked before anybody is believed by a lead of one.
  await database.run(sql`UPDATE runners SET last_seen_at = 0`);
  const [alba, bert] = [await machineOf("alba"), await machineOf("bert")];
  expect(await counts(entry)).toEqual({ claimed: 9, verified: 0, status: "complete" });
  // Bert says otherwise; a third, Alba, settles it; what was only the liars' word runs again, and is audited again.
  for (let round = 0; round < 3; round++) for (const machine of [bert, alba]) await work(machine);
  for (const [workload, liar] of liars) {
    const trial = await visitor.trial(`${entry.id}-${workload}-0-0`);
    expect(trial.audits.map(({ reason, outcome }) => [reason, outcome])).toEqual(
      expect.arrayContaining([
        ["rank", "mismatch"],
        ["settle", "mismatch"],
      ]),
    );
    const paths = trial.audits.flatMap(({ differences }) => differences.map(({ path }) => path));
    expect(paths).toContain(lies[workload]?.path);
    expect(trial.withdrawn).toMatchObject([
      { runner: liar.name, reason: expect.stringContaining("An audit of the trial") },
    ]);
    expect(await problemOf(liar.client.lease(liar.id))).toMatchObject({
      status: 409,
      code: "void",
      detail: expect.stringContaining(trial.id),
    });
  }
  // All is there once, with honest times; of the liars only what others have confirmed.
  const { status, trialGrid } = await visitor.entry(entry.id);
  expect(status).toBe("complete");
  const byLiars = trialGrid.filter(({ runner }) => runner?.startsWith("liar"));
  expect(byLiars.every(({ trust }) => trust === "verified")).toBe(true);
  expect(trialGrid.map(({ timeToTargetSeconds }) => timeToTargetSeconds)).toEqual(
    trialGrid.map(({ study }) => 1 + study / 4),
  );
  for (const honestOne of [alba, bert]) expect(await honestOne.client.lease(honestOne.id)).toBeNull();
});

test("an honest runner that a liar audits keeps its records where a third agrees with it; the liar's word is worth nothing then", async () => {
  const [alba, bert, liar] = [
    await machineOf("alba"),
    await machineOf("bert"),
    await machineOf("liar-auditor"),
  ];
  const entry = await enterNew("slandered");
  await work(alba);
  // It confirms some and slanders one.
  await work(liar, (record) =>
    record.workload.id === "brown_lm" && record.study === 1 ? faster(record) : record,
  );
  const slandered = `${entry.id}-brown_lm-1-0`;
  expect(await visitor.trial(slandered)).toMatchObject({
    trust: "claimed",
    audits: [{ reason: "settle" }, { outcome: "mismatch" }],
  });
  expect(await counts(entry)).toEqual({ claimed: 4, verified: 5, status: "complete" });
  await work(bert, undefined, 1);
  expect(await visitor.trial(slandered)).toMatchObject({ trust: "verified", withdrawn: [] });
  expect(await problemOf(liar.client.lease(liar.id))).toMatchObject({ code: "void" });
  // What it alone had confirmed is claimed again, and audited again.
  expect(await counts(entry)).toEqual({ claimed: 8, verified: 1, status: "complete" });
  expect(await work(bert)).toHaveLength(5);
  expect(await counts(entry)).toEqual({ claimed: 3, verified: 6, status: "complete" });
  expect(await alba.client.lease(alba.id)).toBeNull();
});

test("an audit counts once: reported twice it is one, another record for it is refused, and so is a lost lease", async () => {
  const [alba, bert] = [await machineOf("alba"), await machineOf("bert")];
  await machineOf("cleo");
  const entry = await enterNew("audited_once");
  await work(alba);
  const lease = await bert.client.lease(bert.id);
  if (lease === null) throw new Error("there is no audit");
  // A lease like any other, with the attempt that counts on and the time at which it has seen enough.
  expect(lease).toMatchObject({ entry: entry.id, attempt: 2, capSeconds: 1 + lease.study / 4 });
  // The answer never came: it gets the same one.
  expect(await bert.client.lease(bert.id)).toEqual(lease);
  const beat = { attempt: lease.attempt, progress: null };
  expect(await bert.client.heartbeat(lease.trial, beat)).toMatchObject({
    cancel: false,
    capSeconds: lease.capSeconds,
  });
  const report = { attempt: lease.attempt, record: honest(lease) };
  expect(await problemOf(alba.client.report(lease.trial, report))).toMatchObject({ code: "not-your-runner" });
  const [one, other] = await Promise.all([
    bert.client.report(lease.trial, report),
    bert.client.report(lease.trial, report),
  ]);
  expect(other).toEqual(one);
  expect(one).toMatchObject({ status: "finished", timeToTargetSeconds: 1 + lease.study / 4 });
  const another = { ...report, record: faster(report.record) };
  expect(await problemOf(bert.client.report(lease.trial, another))).toMatchObject({ code: "lease-lost" });
  expect((await visitor.trial(lease.trial)).audits).toHaveLength(1);
  // Given back, it goes to another. One owner's machines, broken or an accomplice's, end no audit; those of three owners do.
  const lose = async ({ client, id }: Machine) => {
    const lost = await client.lease(id);
    expect(lost?.trial).toBe(drained?.trial);
    if (lost === null) return;
    const record = failedRecord(runOfLease(lost), "machine");
    await client.report(lost.trial, { attempt: lost.attempt, record });
  };
  const drained = await bert.client.lease(bert.id);
  const { trial = "", attempt = 0 } = drained ?? {};
  await bert.client.release(trial, { attempt, cause: "drain", reason: "stop" });
  const again = await bert.client.lease(bert.id);
  expect(again?.trial).toBe(trial);
  await bert.client.release(trial, { attempt: again?.attempt ?? 0, cause: "crash", reason: "it broke" });
  for (let crash = 1; crash < 3; crash++) await lose(bert);
  expect((await bert.client.lease(bert.id))?.trial).not.toBe(trial);
  expect((await visitor.trial(trial)).audits).toMatchObject([{ status: "queued" }]);
  for (const owner of ["dave", "erin"]) await lose(await machineOf(owner));
  expect((await visitor.trial(trial)).audits).toMatchObject([{ status: "finished", outcome: "unfinished" }]);
  expect((await visitor.trial(drained?.trial ?? "")).trust).toBe("claimed");
});

test("records from a user's own machine are claimed and audited like a runner's; a lie among them voids the others", async () => {
  const [bert, cleo] = [await machineOf("bert"), await machineOf("cleo")];
  const uploader = await clientFor("submitter", "uma");
  const entry = await enter(uploader, "uploaded");
  entered.push(entry);
  const records = entry.trialGrid.map((trial) => {
    const record = {
      ...recordOf(runOfTrial(entry, trial), 1 + trial.study / 4),
      parametersSha256: "f".repeat(64),
    };
    return trial.workload === "brown_lm" && trial.study === 0 ? faster(record) : record;
  });
  await uploader.uploadRecords(entry.id, records);
  expect(await counts(entry)).toEqual({ claimed: 9, verified: 0, status: "complete" });
  // Not by a machine of hers.
  expect(await work(await machineOf("uma"))).toEqual([]);
  for (let round = 0; round < 3; round++) for (const machine of [bert, cleo]) await work(machine);
  const after = await visitor.entry(entry.id);
  expect(after.trialGrid.map(({ timeToTargetSeconds }) => timeToTargetSeconds)).toEqual(
    after.trialGrid.map(({ study }) => 1 + study / 4),
  );
  const second = await enter(uploader, "uploaded_again");
  entered.push(second);
  const [trial] = second.trialGrid;
  const honestOne = trial === undefined ? [] : [recordOf(runOfTrial(second, trial), 1)];
  expect(await problemOf(uploader.uploadRecords(second.id, honestOne))).toMatchObject({ code: "void" });
});

test("with runners of one owner, records stay claimed and rank all the same", async () => {
  const entry = await enterNew("alone");
  const alba = await machineOf("alba");
  await work(alba);
  const board = await visitor.board("quick.self.cpu-wasm");
  expect(board.rows.find((row) => row.entry === entry.id)).toMatchObject({
    rank: 1,
    provisional: false,
    records: { claimed: 9, verified: 0 },
  });
});

test("the draw audits its share of what sets no rank, and nobody else's", async () => {
  const entry = await enterNew("drawn");
  const alba = await machineOf("alba", "1");
  await work(alba, undefined, 4);
  const reasons = (await Promise.all(entry.trialGrid.map(({ id }) => visitor.trial(id)))).map(({ audits }) =>
    audits.map(({ reason }) => reason),
  );
  expect(reasons.filter((some) => some.length > 0)).toEqual([["random"], ["random"], ["random"], ["random"]]);
  expect(await visitor.entry(entry.id)).toMatchObject({ seedCommitment: null });
});
