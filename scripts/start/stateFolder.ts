import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../packages/base/userError.ts";
import { endProcesses, noteProcesses } from "../platform/ownProcesses.ts";

export interface StateFolder {
  /** D1 and R2. */
  readonly state: string;
  readonly tokensFile: string;
  /** What an earlier start left behind, and this one has ended. */
  readonly ended: readonly number[];
  /** Notes the platform's processes: should we be killed, the next start ends them. */
  note(pids: readonly number[]): Promise<void>;
  /** Says that nobody runs on it any more. */
  release(): Promise<void>;
}

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Claims the folder for this process (two platforms over one database would damage it), and clears it where asked. */
export async function claimStateFolder(home: string, fresh: boolean): Promise<StateFolder> {
  const lock = join(home, "start.pid");
  const state = join(home, "state");
  const tokensFile = join(home, "tokens.json");
  const processesFile = join(home, "processes.json");
  let ended: readonly number[] = [];
  try {
    await mkdir(state, { recursive: true });
    const other = Number(await readFile(lock, "utf8").catch(() => "0"));
    if (other > 0 && other !== process.pid && isRunning(other)) {
      throw new UserError({
        code: "already-running",
        what: "The local platform runs already.",
        details: `Process ${other} holds ${home}.`,
        solution: `Use that one, or stop it first: Ctrl-C in its terminal, or kill ${other}. (If process ${other} is something else: rm ${lock})`,
      });
    }
    await writeFile(lock, `${process.pid}\n`);
    // A start that was killed leaves its workerd behind, on our database and port.
    ended = await endProcesses(processesFile);
    await rm(processesFile, { force: true });
    if (fresh) {
      await rm(state, { recursive: true, force: true });
      await rm(tokensFile, { force: true });
      await mkdir(state);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      {
        code: "state-folder",
        what: `The folder ${home} cannot be used.`,
        details: (error as Error).message,
        solution: "It must be a folder that you may write to: look at it with ls -ld, or move it away.",
      },
      { cause: error },
    );
  }
  return {
    state,
    tokensFile,
    ended,
    note: (pids) => noteProcesses(processesFile, pids),
    async release() {
      await rm(processesFile, { force: true });
      await rm(lock, { force: true });
    },
  };
}
