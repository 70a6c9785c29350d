import type { ChildProcess } from "node:child_process";
import { channel } from "node:diagnostics_channel";
import { basename } from "node:path";

export interface WatchedWorkerd {
  readonly pids: readonly number[];
  /** Resolves as soon as one of them ends, whoever ended it. */
  readonly ended: Promise<void>;
}

/**
 * Does what starts workerd by wrangler, which tells nobody its processes, and names those that run when it is done. Node tells of every process that it
 * starts (`diagnostics_channel`).
 */
export async function watchWorkerd<Started>(
  start: () => Promise<Started>,
): Promise<[Started, WatchedWorkerd]> {
  const spawned = new Set<ChildProcess>();
  const note = (message: unknown) => {
    const { process: child } = message as { readonly process: ChildProcess };
    // The event comes before the process is started: its name is known later.
    queueMicrotask(() => {
      if (basename(child.spawnfile ?? "").startsWith("workerd")) spawned.add(child);
    });
  };
  const spawns = channel("child_process");
  spawns.subscribe(note);
  try {
    const started = await start();
    const running = [...spawned].filter(
      ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
    );
    const ended = new Promise<void>((resolve) => {
      for (const child of running) child.once("exit", () => resolve());
    });
    return [started, { pids: running.flatMap(({ pid }) => pid ?? []), ended }];
  } finally {
    spawns.unsubscribe(note);
  }
}
