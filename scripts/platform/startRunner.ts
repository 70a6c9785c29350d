import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { handedTokenVariable, handToken, noInspectorBySignal } from "../../apps/runner/src/cli/token.ts";

/** Whatever ends us, SIGKILL included, the runner drains: the channel to its parent closes. */
const drainWithParent =
  'data:text/javascript,process.once("disconnect",()=>process.kill(process.pid,"SIGTERM"));process.channel?.unref()';

/** Between a runner's first SIGTERM (drain) and its second (give back what runs). */
const millisecondsToDrain = 200;

const cli = fileURLToPath(new URL("../../apps/runner/bin/steepest.mjs", import.meta.url));

export interface StartRunnerOptions {
  readonly api: string;
  readonly token: string;
  readonly jobs: number;
  /** Distinguishes runners of one machine. */
  readonly name: string;
  /** Further options of `steepest work`. */
  readonly words?: readonly string[];
  /** Where it keeps what it has not delivered yet, and finds prepared data (default: .steepest). */
  readonly home?: string;
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
export function startRunner(options: StartRunnerOptions): RunnerProcess {
  const { api, token, jobs, name, words = [], home, onLine } = options;
  const child = spawn(
    process.execPath,
    [
      noInspectorBySignal,
      "--import",
      drainWithParent,
      cli,
      "work",
      "--api",
      api,
      "--jobs",
      String(jobs),
      "--name",
      name,
      "--grace",
      "0",
      ...words,
    ],
    {
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // By a file that the runner removes: command line and environment are there for others to read as long as it runs.
      env: {
        ...process.env,
        [handedTokenVariable]: handToken(token),
        ...(home === undefined ? {} : { STEEPEST_HOME: home }),
      },
    },
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
      setTimeout(() => signal("SIGTERM", false), millisecondsToDrain).unref();
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
