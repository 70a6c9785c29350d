import { once } from "node:events";
import type { ComputeDevice } from "@steepest/tensors/backend/device.ts";
import { claimCore } from "../cores/claimCore.ts";
import { spawnTrialProcess } from "./spawnTrialProcess.ts";

export interface AskOptions {
  readonly module: URL;
  readonly arguments: readonly string[];
  /** Give it a core of its own, as a trial has. */
  readonly pin?: boolean;
  /** The GPU that it computes on. */
  readonly device?: ComputeDevice | undefined;
  /** Aborted: kills the process and rejects. */
  readonly signal?: AbortSignal | undefined;
}

/** The one message that a module sends when it runs in a process of its own. Rejects where it ends without one. */
export async function askProcess(options: AskOptions): Promise<unknown> {
  const { module, pin = true, device, signal } = options;
  signal?.throwIfAborted();
  const claimed = pin ? claimCore() : null;
  const child = spawnTrialProcess({
    ...{ module, device },
    core: claimed?.core ?? null,
    arguments: options.arguments,
  });
  const kill = () => child.kill("SIGKILL");
  signal?.addEventListener("abort", kill, { once: true });
  try {
    let errorOutput = "";
    child.stdout?.resume();
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      errorOutput += text;
    });
    const ended = once(child, "close").then(() => null);
    const answer = await Promise.race([once(child, "message"), ended]);
    signal?.throwIfAborted();
    if (answer === null) throw new Error(`the process ended without an answer\n${errorOutput}`.trim());
    return answer[0];
  } finally {
    signal?.removeEventListener("abort", kill);
    claimed?.release();
  }
}
