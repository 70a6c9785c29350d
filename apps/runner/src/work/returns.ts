import { UserError } from "@steepest/base/userError.ts";
import { ApiError } from "@steepest/core/schema/api/apiError.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";
import type { Lease } from "@steepest/core/schema/api/runners.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { fileSystemError } from "../files/fileSystemError.ts";
import type { Outbox, OutboxItem } from "./outbox.ts";
import { type RetryOptions, retrying } from "./retrying.ts";

/** Longest reason that the API takes with a release. */
const maxReasonCharacters = 2000;

export interface ReturnsOptions {
  readonly client: Client;
  readonly outbox: Outbox;
  readonly drain: AbortSignal;
  readonly complain: (error: unknown) => void;
  readonly note: (text: string) => void;
  /** Counted up here. */
  readonly tally: { reported: number; kept: number; released: number };
}

/** The ways in which a leased trial goes back to the platform. */
export interface Returns {
  /** Delivers a record, now or by the outbox; says why it does not count, or null where it does. */
  report(item: OutboxItem): Promise<{ readonly reason: string; readonly code?: string } | null>;
  /** Ends the lease without a record. */
  giveBack(lease: Lease, cause: "drain" | "crash", reason: string): Promise<void>;
  /** This machine cannot run the trial, and would fare alike with the next one: gives it back for another and throws the error. */
  refuse(lease: Lease, error: unknown): Promise<never>;
}

export function createReturns(options: ReturnsOptions): Returns {
  const { client, outbox, drain, complain, note, tally } = options;
  const retry = { signal: drain, onFailure: complain };
  const giveBack: Returns["giveBack"] = async ({ trial, attempt }, cause, reason) => {
    tally.released++;
    const body = { attempt, cause, reason: reason.slice(0, maxReasonCharacters) } as const;
    // If it cannot be said, the lease runs out by itself.
    await retrying(() => client.release(trial, body), retry).catch(complain);
  };
  return {
    giveBack,
    async report(item) {
      let unkept: unknown = null;
      try {
        outbox.put(item);
      } catch (error) {
        // The disk may be full: the record can be delivered all the same, and is lost only where nobody answers.
        unkept = error;
        const { message } = fileSystemError(error) ?? (error as Error);
        note(`! ${message} A finished record is in memory alone until the platform has it.`);
      }
      try {
        const delivery = await deliver({ client, outbox, note, retry }, item);
        if (delivery.kind === "refused") return delivery;
        tally.reported++;
        return null;
      } catch (error) {
        if (unkept !== null) throw unkept;
        tally.kept++;
        if (drain.aborted) return { reason: "kept in the outbox for the next start" };
        throw error;
      }
    },
    async refuse(lease, error) {
      await giveBack(lease, "drain", error instanceof Error ? error.message : String(error));
      throw error;
    },
  };
}

/** The platform and this runner do not mean the same by a workload. */
export const runnerOutdated = (details: string): UserError =>
  new UserError({
    code: "runner-outdated",
    what: "The platform refuses this runner's record of a trial that it leased to it.",
    details,
    solution: "Update Steepest here to the platform's version (or the platform), and start the runner again.",
  });

/** What became of a record: counted, or refused for a reason (the lease was lost, the entry cancelled). */
type Delivery =
  | { readonly kind: "counted"; readonly status: string }
  | { readonly kind: "refused"; readonly reason: string; readonly code: string };

/** Wrong token or role: the record is good and stays in the outbox until the operator has mended it. */
const isTokenProblem = (error: ApiError) => error.status === 401 || error.status === 403;

interface DeliveryOptions extends Pick<ReturnsOptions, "client" | "outbox" | "note"> {
  readonly retry: RetryOptions;
  /** Whether the record is dated by the platform's clock already. */
  readonly isRedated?: boolean;
}

/** Reports a finished trial and takes it from the outbox once the API has answered for it, whatever it answered. */
async function deliver(options: DeliveryOptions, item: OutboxItem): Promise<Delivery> {
  const { client, outbox, note, retry, isRedated = false } = options;
  const { trial, attempt, record } = item;
  try {
    const { status } = await retrying(() => client.report(trial, { attempt, record }), retry);
    outbox.remove(item);
    return { kind: "counted", status };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status >= 500 || isTokenProblem(error)) throw error;
    if (!isRedated && isOfDates(error)) {
      const { time } = await retrying(() => client.health(), retry);
      const minutes = Math.round((Date.now() - Date.parse(time)) / 60_000);
      note(
        `! This machine's clock was set while a trial ran, or is wrong (${minutes} min from the platform's): the record is dated by the platform's clock.`,
      );
      return deliver({ ...options, isRedated: true }, { ...item, record: redated(record, Date.parse(time)) });
    }
    outbox.remove(item);
    return { kind: "refused", reason: [error.message, error.problem.detail].join(" "), code: error.code };
  }
}

/** What of a record a clock says that was set, or is wrong. */
const datePaths = ["startedAt", "finishedAt", "totals.charged.wall"];

/** Whether nothing is wrong with a record but when it says that it was made. */
const isOfDates = ({ code, problem: { errors = [] } }: ApiError): boolean =>
  code === "record-mismatch" && errors.length > 0 && errors.every(({ path }) => datePaths.includes(path));

/** The record as one that ends now, by the platform's clock, and has run for as long as it charged. */
const redated = (record: TrialRecord, now: number): TrialRecord => ({
  ...record,
  startedAt: new Date(now - Math.max(0, 1000 * (record.totals.charged.wall ?? 0))).toISOString(),
  finishedAt: new Date(now).toISOString(),
});
