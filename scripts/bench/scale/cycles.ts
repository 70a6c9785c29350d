import { environment } from "../../../apps/api/test/environment.ts";
import type { Client } from "../../../packages/core/schema/api/client.ts";
import type { EntryDetail } from "../../../packages/core/schema/api/entries.ts";
import { honestRecord } from "../../chaos/fakeTrials.ts";

export interface CycleRunner {
  readonly client: Client;
  readonly id: string;
}

/** Whoever works on a board, or submits to it. */
export type ClientOf = (role: "submitter" | "runner", user: string) => Promise<Client>;

/** Runners of several owners, so that audits of one's records are another's. */
export async function registerRunners(clientOf: ClientOf, count: number): Promise<CycleRunner[]> {
  const owners = await Promise.all(["one", "two"].map((owner) => clientOf("runner", `bench-${owner}`)));
  return Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const client = owners[number % owners.length] as Client;
      const { id } = await client.registerRunner({ name: `bench-${number}`, environment });
      return { client, id };
    }),
  );
}

const sourceOf = (name: string) => ({
  entry: "submission.ts",
  files: {
    "submission.ts": `import { defineSubmission } from "steepest";
export default defineSubmission({
  name: ${JSON.stringify(name)},
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init() { return null; },
  update(ctx) { return { params: ctx.params, state: ctx.state }; },
});
`,
  },
});

/** Uploads a submission that nobody will train, and enters it on a board of the self-tuning ruleset. */
export async function enterOne(client: Client, board: string, name: string): Promise<EntryDetail> {
  const { version } = await client.createSubmission(sourceOf(name));
  return client.createEntry({ version, board });
}

/** Enters as many new submissions as so many trials need. */
export async function enterTrials(client: Client, board: string, trials: number): Promise<void> {
  for (let number = 0, queued = 0; queued < trials; number++) {
    const entry = await enterOne(client, board, `bench_${Date.now().toString(36)}_${number}`);
    queued += entry.trialGrid.length;
  }
}

/** One trial from lease to record, with so many heartbeats in between; false where nothing is queued. */
export async function cycle({ client, id }: CycleRunner, heartbeats: number): Promise<boolean> {
  const lease = await client.lease(id);
  if (lease === null) return false;
  const { trial, attempt } = lease;
  for (let beat = 0; beat < heartbeats; beat++) await client.heartbeat(trial, { attempt, progress: null });
  await client.report(trial, { attempt, record: honestRecord(lease, new Date()) });
  return true;
}

/** Cycles a second of all runners together, over so many cycles. */
export async function cycleRate(
  runners: readonly CycleRunner[],
  cycles: number,
  heartbeats: number,
): Promise<number> {
  let left = cycles;
  const started = performance.now();
  await Promise.all(
    runners.map(async (runner) => {
      while (left-- > 0) if (!(await cycle(runner, heartbeats))) throw new Error("the queue ran dry");
    }),
  );
  return cycles / ((performance.now() - started) / 1000);
}
