import { ApiError } from "@steepest/core/schema/api/apiError.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";
import type { Lease } from "@steepest/core/schema/api/runners.ts";
import {
  type ChildResult,
  type RunningTrial,
  runTrialInChild,
  type TrialInChildOptions,
} from "../trial/runTrialInChild.ts";
import type { LocalTrialJob } from "../trial/trialJob.ts";
import type { ChildProgress } from "../trial/trialMessages.ts";
import { isTransient } from "./isTransient.ts";

export interface LeasedTrialOptions {
  readonly client: Client;
  readonly lease: Lease;
  readonly job: LocalTrialJob;
  readonly heartbeatSeconds: number;
  readonly child: TrialInChildOptions;
  readonly onProgress: (progress: ChildProgress) => void;
  readonly onHeartbeatFailure: (error: unknown) => void;
}

export interface LeasedTrial {
  /** `lost`: the lease is another's now, or the entry was cancelled; there is nothing to report. */
  readonly result: Promise<ChildResult | { readonly kind: "lost" }>;
  cancel(): void;
}

/** Runs a leased trial and keeps the lease alive meanwhile; takes caps and cancellations from what heartbeats bring back. */
export function runLeasedTrial(options: LeasedTrialOptions): LeasedTrial {
  const { client, lease, job, heartbeatSeconds, child, onProgress, onHeartbeatFailure } = options;
  let progress: ChildProgress | null = null;
  let lost = false;
  const running: RunningTrial = runTrialInChild(job, {
    ...child,
    onProgress(latest) {
      progress = latest;
      onProgress(latest);
    },
  });
  const lose = () => {
    lost = true;
    running.cancel();
  };
  const beat = async () => {
    const said =
      progress === null
        ? null
        : { step: progress.step, chargedSeconds: progress.chargedSeconds, metric: progress.metric };
    try {
      const reply = await client.heartbeat(lease.trial, { attempt: lease.attempt, progress: said });
      if (reply.cancel) lose();
      else running.setCap(reply.capSeconds);
    } catch (error) {
      // No answer is no reason to stop: the API may be restarting, and a record is kept until it is back.
      if (isTransient(error)) onHeartbeatFailure(error);
      else if (error instanceof ApiError && [404, 409, 410].includes(error.status)) lose();
      else onHeartbeatFailure(error);
    }
  };
  // One heartbeat at a time: a slow answer must not pile up others behind it.
  let beating = false;
  const timer = setInterval(() => {
    if (beating) return;
    beating = true;
    void beat().finally(() => {
      beating = false;
    });
  }, heartbeatSeconds * 1000);
  const result = running.result.then((ended) => (lost ? ({ kind: "lost" } as const) : ended));
  return {
    result: result.finally(() => clearInterval(timer)),
    cancel: () => running.cancel(),
  };
}
