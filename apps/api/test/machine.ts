import type { Client } from "@steepest/core/schema/api/client.ts";
import type { Lease } from "@steepest/core/schema/api/runners.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { clientOf, register, tokenFor } from "./platform.ts";
import { recordOf, runOfLease } from "./recordOf.ts";

/** A runner of an owner, with what it says of a trial whose honest time is known. */
export interface Machine {
  readonly client: Client;
  readonly token: string;
  readonly id: string;
  readonly name: string;
}

let count = 0;

/** Without a draw unless a test asks for one: what is audited is what sets a rank. */
export async function machineOf(owner: string, share = "0"): Promise<Machine> {
  const token = await tokenFor("runner", owner);
  const client = clientOf(token, { STEEPEST_SEED_SECRET: "round 1", STEEPEST_AUDIT_SHARE: share });
  const name = `${owner}-${++count}`;
  return { client, token, id: (await register(client, name)).id, name };
}

/** What an honest machine says. */
export const honest = (lease: Lease): TrialRecord => {
  const seconds = 1 + lease.study / 4;
  const record = recordOf(runOfLease(lease), seconds);
  return { ...record, parametersSha256: "f".repeat(64) };
};

/** Works until there is nothing for the runner; `lies` changes what it says. Returns what it leased. */
export async function work(
  machine: Pick<Machine, "client" | "id">,
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

/** A lie: the same record, with its target met sooner. */
export const faster = (record: TrialRecord): TrialRecord => ({
  ...recordOf(runOf(record), 0.9),
  parametersSha256: record.parametersSha256,
});
const runOf = (record: TrialRecord) => ({ ...record, workload: record.workload.id });
