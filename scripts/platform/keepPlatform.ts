import { UserError } from "../../packages/base/userError.ts";
import type { Platform } from "./startPlatform.ts";

/** A platform that ends so often in so short a time would do so for ever. */
const mostEnds = 3;
const withinMilliseconds = 5 * 60_000;

export interface KeepOptions {
  readonly start: () => Promise<Platform>;
  /** Told of the processes of each start. */
  readonly onStarted?: (pids: readonly number[]) => Promise<void> | void;
  readonly onEnded?: () => void;
  readonly now?: () => number;
}

export interface KeptPlatform {
  /** Of now: each start has others. */
  readonly pids: readonly number[];
  readonly url: string;
  /** Rejects where it can be kept no longer. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

/** Starts a platform and, whatever ends its workerd (no memory, a signal), starts it again with its data; gives up with an error where that does not last. */
export async function keepPlatform(options: KeepOptions): Promise<KeptPlatform> {
  const { start, onStarted, onEnded, now = Date.now } = options;
  let isStopping = false;
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // Whoever does not wait for it is not ended by it.
  failed.catch(() => {});
  const ends: number[] = [];
  let current = await start();
  await onStarted?.(current.pids);
  const watch = async () => {
    while (!isStopping) {
      await current.ended;
      if (isStopping) return;
      ends.push(now());
      onEnded?.();
      await current.stop().catch(() => {});
      if (isStopping) return;
      const earliest = ends.at(-mostEnds);
      if (earliest !== undefined && now() - earliest < withinMilliseconds) throw keepsEnding();
      current = await start();
      await onStarted?.(current.pids);
    }
  };
  const watching = watch().catch(fail);
  return {
    get pids() {
      return current.pids;
    },
    url: current.url,
    failed,
    async stop() {
      isStopping = true;
      await current.stop();
      // It may be starting it again just now.
      await watching;
      await current.stop();
    },
  };
}

const keepsEnding = () =>
  new UserError({
    code: "platform-keeps-ending",
    what: `The platform's workerd ended ${mostEnds} times within ${withinMilliseconds / 60_000} minutes.`,
    details: "Something ends it from outside, or the machine has no memory left. Its data are safe.",
    solution:
      "Look for what ends it (the system's log names processes that were out of memory), then start again: npm start",
  });
