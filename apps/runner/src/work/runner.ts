import { setTimeout as sleep } from "node:timers/promises";
import { ApiError } from "@steepest/core/schema/api/apiError.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";
import type { Lease } from "@steepest/core/schema/api/runners.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import { createTrialJob } from "../trial/createTrialJob.ts";
import type { TrialJob } from "../trial/trialJob.ts";
import { deliver } from "./deliver.ts";
import { type LeasedTrial, runLeasedTrial } from "./leasedTrial.ts";
import type { Outbox } from "./outbox.ts";
import { retrying } from "./retrying.ts";
import type { WorkDisplay } from "./workDisplay.ts";

export interface RunnerOptions {
  readonly client: Client;
  readonly name: string;
  readonly environment: Environment;
  readonly dataDirectory: string;
  readonly outbox: Outbox;
  readonly display: WorkDisplay;
  /** Stop when nothing is queued. */
  readonly once: boolean;
  readonly pin: boolean;
  /** Aborted: lease nothing more; what runs may finish. */
  readonly drain: AbortSignal;
  /** Aborted: give running trials back now. */
  readonly release: AbortSignal;
  readonly heartbeatSeconds?: number;
  readonly pollSeconds?: number;
}

export interface RunnerTally {
  readonly reported: number;
  /** Records that wait in the outbox for the next start. */
  readonly kept: number;
  readonly released: number;
}

/** Longest reason that the API takes with a release. */
const maxReasonCharacters = 2000;

/** Pulls trials from an API until it is drained (or, with `once`, until nothing is queued). */
export async function runRunner(options: RunnerOptions): Promise<RunnerTally> {
  const { client, name, environment, outbox, display, drain, release } = options;
  const { heartbeatSeconds = 5, pollSeconds = 2 } = options;
  const running = new Set<LeasedTrial>();
  const tally = { reported: 0, kept: 0, released: 0 };
  let lastComplaint = "";
  const complain = (error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    if (text !== lastComplaint) display.note(`! ${text} Trying again.`);
    lastComplaint = text;
  };
  const persistent = <Result>(call: () => Promise<Result>) =>
    retrying(call, { signal: drain, onFailure: complain }).finally(() => {
      lastComplaint = "";
    });
  const register = async () => (await persistent(() => client.registerRunner({ name, environment }))).id;

  let runner = await register();
  const lease = async (): Promise<Lease | null> => {
    try {
      return await persistent(() => client.lease(runner));
    } catch (error) {
      // The API lost its state (a fresh database): it knows us again once we register.
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
      runner = await register();
      return null;
    }
  };
  const report = async (item: Parameters<Outbox["put"]>[0]): Promise<string | null> => {
    outbox.put(item);
    try {
      const delivery = await deliver(client, outbox, item, { signal: drain, onFailure: complain });
      if (delivery.kind === "refused") return delivery.reason;
      tally.reported++;
      return null;
    } catch (error) {
      tally.kept++;
      if (drain.aborted) return "kept in the outbox for the next start";
      throw error;
    }
  };
  const giveBack = async ({ trial, attempt }: Lease, cause: "drain" | "crash", reason: string) => {
    tally.released++;
    const body = { attempt, cause, reason: reason.slice(0, maxReasonCharacters) } as const;
    // If it cannot be said, the lease runs out by itself.
    await retrying(() => client.release(trial, body), { signal: drain, onFailure: complain }).catch(complain);
  };
  const work = async (leased: Lease, core: number) => {
    const job = jobOf(leased, options);
    display.progress(job, null);
    const trial: LeasedTrial = runLeasedTrial({
      client,
      lease: leased,
      job,
      heartbeatSeconds,
      child: { core: options.pin ? core : null },
      onProgress: (progress) => display.progress(job, progress),
      onHeartbeatFailure: complain,
    });
    running.add(trial);
    release.addEventListener("abort", trial.cancel, { once: true });
    if (release.aborted) trial.cancel();
    const result = await trial.result;
    running.delete(trial);
    release.removeEventListener("abort", trial.cancel);
    if (result.kind === "record") {
      const problem = await report({ trial: leased.trial, attempt: leased.attempt, record: result.record });
      display.ended(job, result.record);
      if (problem !== null) display.note(`    ${problem}`);
    } else if (result.kind === "lost") display.dropped(job, "no longer wanted: stopped");
    else if (result.kind === "cancelled") {
      display.dropped(job, "given back");
      await giveBack(leased, "drain", "The runner is shutting down.");
    } else {
      const reason = result.kind === "crashed" ? result.reason : result.error.message;
      display.dropped(job, `given back: ${reason.split("\n")[0]}`);
      // Ctrl-C in a terminal reaches a process that is still starting: then it is not the trial that failed.
      await giveBack(leased, drain.aborted ? "drain" : "crash", reason);
    }
  };
  const slot = async (core: number) => {
    while (!drain.aborted) {
      const leased = await lease();
      if (leased !== null) await work(leased, core);
      else if (options.once) return;
      else
        await sleep(pollSeconds * 1000 * (0.75 + Math.random() / 2), undefined, { signal: drain }).catch(
          () => {},
        );
    }
  };

  for (const item of outbox.items()) {
    const problem = await report(item);
    display.note(`Delivered a record of an earlier start${problem === null ? "" : `: ${problem}`}.`);
  }
  try {
    await Promise.all(Array.from({ length: environment.jobs }, (_, core) => slot(core)));
  } catch (error) {
    // What runs beside the slot that failed (a token that was revoked, say) has nobody left to report to.
    for (const trial of running) trial.cancel();
    if (!drain.aborted) throw error;
  }
  return tally;
}

function jobOf(lease: Lease, { environment, dataDirectory }: RunnerOptions): TrialJob {
  const {
    workload,
    study,
    trialIndex,
    seed,
    hyperparameters,
    submission,
    version,
    source,
    ruleset,
    capSeconds,
  } = lease;
  return createTrialJob({
    planned: { workload, study, trial: trialIndex, seed, hyperparameters },
    submission,
    version,
    source,
    ruleset,
    environment,
    dataDirectory,
    capSeconds,
  });
}
