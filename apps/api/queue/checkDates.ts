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
