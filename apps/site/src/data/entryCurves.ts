import type { Client } from "@steepest/core/schema/api/client.ts";
import type { EntryDetail, TrialView } from "@steepest/core/schema/api/entries.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";

const better = (one: TrialView, other: TrialView): TrialView =>
  (other.timeToTargetSeconds ?? Number.POSITIVE_INFINITY) <
  (one.timeToTargetSeconds ?? Number.POSITIVE_INFINITY)
    ? other
    : one;

/** The record of each study's best finished trial, by workload: what an entry's curves are drawn from. */
export async function entryCurves(client: Client, entry: EntryDetail): Promise<Map<string, TrialRecord[]>> {
  const best = new Map<string, TrialView>();
  for (const trial of entry.trialGrid) {
    if (trial.status !== "finished") continue;
    const key = `${trial.workload} ${trial.study}`;
    const known = best.get(key);
    best.set(key, known === undefined ? trial : better(known, trial));
  }
  const records = await Promise.all([...best.values()].map(({ id }) => client.record(id).catch(() => null)));
  return Map.groupBy(
    records.filter((record) => record !== null),
    (record) => record.workload.id,
  );
}
