import type { TrialRecord } from "@steepest/core/schema/record.ts";

/** Machines' clocks differ. */
const clockSkewMilliseconds = 10 * 60_000;

/** Whether a record was made while its lease stood: begun after it was given (`leasedAt`; null where that is not known), ended by now. */
export function* checkDates(
  { startedAt, finishedAt }: Pick<TrialRecord, "startedAt" | "finishedAt">,
  leasedAt: number | null,
  now: number,
): Generator<{ path: string; message: string }> {
  const [started, finished] = [Date.parse(startedAt), Date.parse(finishedAt)];
  if (finished < started) yield { path: "finishedAt", message: `is ${finishedAt}, before startedAt` };
  if (finished > now + clockSkewMilliseconds) {
    yield {
      path: "finishedAt",
      message: `is ${finishedAt}, but here it is ${new Date(now).toISOString()}: set the machine's clock`,
    };
  }
  if (leasedAt !== null && started < leasedAt - clockSkewMilliseconds) {
    yield {
      path: "startedAt",
      message: `is ${startedAt}, before the lease was given (${new Date(leasedAt).toISOString()}): set the machine's clock`,
    };
  }
}

/** Clocks tick in steps, and a record is dated around what it charged. */
const tickSeconds = 1;

/**
 * Where the clock rules, nothing can be charged for longer than the trial ran, by its own dates and by the platform's clock since its lease was given. A forger cannot
 * have been slower than that; reference times are sums of prices, which no clock bounds.
 */
export function* checkDuration(
  {
    measure,
    startedAt,
    finishedAt,
    totals,
  }: Pick<TrialRecord, "measure" | "startedAt" | "finishedAt" | "totals">,
  leasedAt: number | null,
  now: number,
): Generator<{ path: string; message: string }> {
  if (measure !== "wall") return;
  const charged = totals.charged.wall ?? 0;
  const ran = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  const leased = leasedAt === null ? Number.POSITIVE_INFINITY : (now - leasedAt) / 1000;
  if (charged > Math.min(ran, leased) + tickSeconds) {
    yield {
      path: "totals.charged.wall",
      message: `is ${charged} s, more than the trial ran (${ran} s${leasedAt === null ? "" : `, leased ${leased} s ago`})`,
    };
  }
}
