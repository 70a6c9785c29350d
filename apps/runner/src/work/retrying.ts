import { setTimeout as sleep } from "node:timers/promises";
import { backoffMilliseconds } from "./backoff.ts";
import { isTransient } from "./isTransient.ts";

export interface RetryOptions {
  /** Aborted: give up waiting; the last error is thrown. */
  readonly signal: AbortSignal;
  /** Told once per failed try. */
  readonly onFailure: (error: unknown, attempt: number) => void;
}

/** Calls the API until it answers; errors that trying again cannot mend are thrown at once. */
export async function retrying<Result>(
  call: () => Promise<Result>,
  { signal, onFailure }: RetryOptions,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (!isTransient(error) || signal.aborted) throw error;
      onFailure(error, attempt);
      // An aborted wait ends early; the next failure is then thrown.
      await sleep(backoffMilliseconds(attempt), undefined, { signal }).catch(() => {});
    }
  }
}
