import type { Client } from "@steepest/core/schema/api/client.ts";
import type { EntryDetail } from "@steepest/core/schema/api/entries.ts";
import type { Lease } from "@steepest/core/schema/api/runners.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { afterEach, expect, test } from "vitest";
import { admin, clientFor, clientOf, enter, register, tokenFor, visitor } from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";
import { failedRecord, recordOf, runOfLease } from "../test/recordOf.ts";

/** A runner of an owner, with what it says of a trial whose honest time is known. */
interface Machine {
  readonly client: Client;
  readonly id: string;
  readonly name: string;
}

let count = 0;
const submitter = await clientFor("submitter", "ada");

/** Without a draw unless a test asks for one: what is audited is what sets a rank. */
async function machineOf(owner: string, share = "0"): Promise<Machine> {
  const token = await tokenFor("runner", owner);
  const client = clientOf(token, { STEEPEST_SEED_SECRET: "round 1", STEEPEST_AUDIT_SHARE: share });
  const name = `${owner}-${++count}`;
  return { client, id: (await register(client, name)).id, name };
}

/** What an honest machine says. */
const honest = (lease: Lease): TrialRecord => {
  const seconds = 1 + lease.study / 4;
  const record = recordOf(runOfLease(lease), seconds);
  return { ...record, parametersSha256: "f".repeat(64) };
};

/** Works until there is nothing for the runner; `lies` changes what it says. Returns what it leased. */
async function work(
  machine: Machine,
  lies: (record: TrialRecord, lease: Lease) => TrialRecord = (record) => record,
  most = 100,
): Promise<Lease[]> {
  const leases: Lease[] = [];
  while (leases.length < most) {
    const lease = await machine.client.lease(machine.id);
    if (lease === null) break;
    leases.push(lease);
    await machine.client.report(lease.trial, { attempt: lease.attempt, record: lies(honest(lease), lease) });
  }
  return leases;
}

const trustOf = async (entry: EntryDetail) => {
  const { trialGrid } = await visitor.entry(entry.id);
  return trialGrid.map(({ status, trust }) => trust ?? status);
};
const counts = async (entry: EntryDetail) => {
  const { records, status } = await visitor.entry(entry.id);
  return { ...records, status };
};

/** Later tests are not to find what an earlier one left open. */
let entered: EntryDetail[] = [];
const enterNew = async (name: string): Promise<EntryDetail> => {
  const entry = await enter(submitter, name);
  entered.push(entry);
  return entry;
};
afterEach(async () => {
  for (const { id } of entered) await admin.void({ kind: "entry", subject: id, reason: "the test is over" });
  entered = [];
});

const faster = (record: TrialRecord): TrialRecord => ({ ...recordOf(runOf(record), 0.9), parametersSha256: record.parametersSha256 });
const runOf = (record: TrialRecord) => ({ ...record, workload: record.workload.id });

test("what sets the board is audited by another owner, and verified", async () => {
  const [one, two] = [await machineOf("alba"), await machineOf("bert")];
  const entry = await enterNew("plain");
  expect(await work(one)).toHaveLength(9);
  expect(await counts(entry)).toEqual({ claimed: 9, verified: 0, status: "complete" });
  // The record's own owner gets none of it, on whichever machine, nor does who entered.
  expect(await work(one)).toEqual([]);
  expect(await work(await machineOf("alba"))).toEqual([]);
  expect(await work(await machineOf("ada"))).toEqual([]);
  const audits = await work(two);
  // Study times at or below the median: two of three, on three workloads.
  expect(audits.map(({ workload, study }) => `${workload} ${study}`).sort()).toEqual(
    entry.trialGrid.filter(({ study }) => study < 2).map(({ workload, study }) => `${workload} ${study}`).sort(),
  );
  expect(await counts(entry)).toEqual({ claimed: 3, verified: 6, status: "complete" });
  const board = await visitor.board("quick.self.cpu-wasm");
  expect(board.rows.find((row) => row.entry === entry.id)?.records).toEqual({ claimed: 3, verified: 6 });
  const trial = await visitor.trial(audits[0]?.trial ?? "");
  expect(trial).toMatchObject({ trust: "verified", status: "finished", attempt: 1 });
  expect(trial.audits).toMatchObject([{ reason: "rank", outcome: "match", owner: "bert", differences: [] }]);
  // One audit each: nobody is asked again.
  expect(await work(await machineOf("cleo"))).toEqual([]);
});

test.each<[string, (record: TrialRecord) => TrialRecord, string]>([
  ["time", faster, "timeToTarget.charged.reference"],
  [
    "steps",
    (record) => ({ ...record, totals: { ...record.totals, hostCalls: record.totals.hostCalls + 1 } }),
    "totals.hostCalls",
  ],
  ["bits", (record) => ({ ...record, parametersSha256: "0".repeat(64) }), "parametersSha256"],
  [
    "validation",
    (record) => ({
      ...record,
      evaluations: record.evaluations.map((one) => ({ ...one, validation: { ...one.validation, loss: 0.5 } })),
    }),
    "validation.loss",
  ],
])("a runner that forges %s is found, its other records are queued again, the honest keep theirs", async (what, lie, path) => {
  const [liar, alba, bert] = [await machineOf(`liar-${what}`), await machineOf("alba"), await machineOf("bert")];
  const entry = await enterNew(`forged_${what}`);
  await work(alba, undefined, 3);
  // One lie among five honest records.
  await work(liar, (record, { workload, study }) => (study === 0 && workload === "mnist_cnn" ? lie(record) : record));
  const [forged] = (await visitor.entry(entry.id)).trialGrid.filter(
    ({ workload, study, runner }) => workload === "mnist_cnn" && study === 0 && runner === liar.name,
  );
  expect(forged).toBeDefined();
  // Bert says otherwise; a third, Alba, settles it.
  await work(bert);
  await work(alba);
  const trial = await visitor.trial(forged?.id ?? "");
  expect(trial.audits.map(({ outcome }) => outcome)).toContain("mismatch");
  const found = trial.audits.flatMap(({ differences }) => differences.map((one) => one.path));
  expect(found.some((one) => one.includes(path))).toBe(true);
  expect(trial.withdrawn).toMatchObject([{ runner: liar.name, reason: expect.stringContaining("An audit of the trial") }]);
  const problem = await problemOf(liar.client.lease(liar.id));
  expect(problem).toMatchObject({ status: 409, code: "void", detail: expect.stringContaining(trial.id) });
  // What was only the liar's word runs again elsewhere; in the end all is there once, and the board's times are honest.
  await work(bert);
  await work(alba);
  await work(bert);
  const after = await visitor.entry(entry.id);
  expect(after.status).toBe("complete");
  expect(after.trialGrid.filter(({ runner }) => runner === liar.name).every(({ trust }) => trust === "verified")).toBe(true);
  expect(after.trialGrid.every(({ study, timeToTargetSeconds }) => timeToTargetSeconds === 1 + study / 4)).toBe(true);
  for (const honestOne of [alba, bert]) expect(await work(honestOne)).toEqual([]);
});
