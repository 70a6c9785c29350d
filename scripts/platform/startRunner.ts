import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../apps/runner/bin/steepest.mjs", import.meta.url));

export interface RunnerOptions {
  readonly api: string;
  readonly token: string;
  readonly jobs: number;
  /** Distinguishes runners of one machine. */
  readonly name: string;
  /** Every line that the runner prints. */
  readonly onLine?: (line: string) => void;
}

export interface RunnerProcess {
  readonly pid: number;
  /** Resolves when it is gone, whatever ended it. */
  readonly exited: Promise<void>;
  /** Asks it to give back what it holds and go; after `graceSeconds` it is killed with all its trial processes. */
  stop(graceSeconds?: number): Promise<void>;
  /** SIGKILL to it and its trial processes: what a power cut looks like from outside. */
  kill(): Promise<void>;
}

/** `steepest work` as a child in its own process group, so that one signal reaches its trial processes as well. */
export function startRunner({ api, token, jobs, name, onLine }: RunnerOptions): RunnerProcess {
  const child = spawn(
    process.execPath,
    [cli, "work", "--api", api, "--token", token, "--jobs", String(jobs), "--name", name],
    { detached: true, stdio: ["ignore", "pipe", "pipe"] },
  );
  const exited = new Promise<void>((resolve) => child.on("close", () => resolve()));
  if (onLine !== undefined) forwardLines(child, onLine);
  else for (const stream of [child.stdout, child.stderr]) stream?.resume();
  const signal = (name: NodeJS.Signals, whole: boolean) => {
    if (child.pid === undefined) return;
    try {
      process.kill(whole ? -child.pid : child.pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  };
  const kill = () => {
    signal("SIGKILL", true);
    return exited;
  };
  return {
    pid: child.pid ?? -1,
    exited,
    kill,
    async stop(graceSeconds = 10) {
      signal("SIGTERM", false);
      const timer = setTimeout(kill, graceSeconds * 1000);
      await exited;
      clearTimeout(timer);
      signal("SIGKILL", true);
    },
  };
}

function forwardLines(child: ChildProcess, onLine: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    });
  }
}
