import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { TestRun } from "./inTest.ts";
import { root, type Scope } from "./scopes.ts";
import type { SessionEvent } from "./sessionReporter.ts";

/** One generated test file: a test file of the repository, imported with a mutant switched on. */
export interface Run extends TestRun {
  readonly name: string;
  readonly file: string;
  /** Loads all modules anew, so that what runs at load runs with the mutant. */
  readonly reload: boolean;
}

export type Ended = Extract<SessionEvent, { readonly kind: "ended" }>;
export type Outcome = Ended | "hung";

export const stateFolder = join(root, ".steepest/mutants");
/** A run that says nothing for so long, and has worked so long meanwhile, hangs in a loop that no switch counts: on a busy machine time alone says little. */
const silenceSeconds = 400;
const silentWorkSeconds = 100;
/** Whatever it has worked. */
const longestSilenceSeconds = 3000;
const mostStarts = 8;

function writeRun(folder: string, run: Run): void {
  const { name, file, reload, ...told } = run;
  writeFileSync(
    join(folder, `${name}.test.ts`),
    `import { vi } from "vitest";
import { beginRun } from ${JSON.stringify(`${root}scripts/mutants/inTest.ts`)};
${reload ? "vi.resetModules();" : "void vi;"}
beginRun(${JSON.stringify(told)});
await import(${JSON.stringify(`${root}${file}?run=${name}`)});
`,
  );
}

/** Seconds of processor time that the processes of a group have had, which are there now; null where the system does not say. */
function workedSeconds(group: number): number | null {
  if (!existsSync("/proc/self/stat")) return null;
  let ticks = 0;
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/u.test(each))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      // proc(5): behind the name, which is in brackets, come state, parent, group; user and system time are the 12th and 13th.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (Number(fields[2]) === group) ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It has ended.
    }
  }
  return ticks / 100;
}

/** Ends the session's processes: Vitest, its worker, workerd. All are of the group that was started here. */
function end(session: ChildProcess): void {
  if (session.pid === undefined || session.exitCode !== null) return;
  try {
    process.kill(-session.pid, "SIGKILL");
  } catch {
    // It is over already.
  }
}

/**
 * Runs the files one after another in one Vitest and gives what came of each, as soon as it is known. Ends early where `heard` says so, where
 * a run hangs, and where Vitest itself fails: what is left then has no outcome. A session that begins nothing is tried again: on a busy machine
 * Vitest gives its worker up before it is there. Throws where it never begins.
 */
export async function runSession(
  scope: Scope,
  runs: readonly Run[],
  heard: (run: Run, outcome: Outcome) => "go on" | "stop",
): Promise<void> {
  let log = "";
  for (let attempt = 0; attempt < mostStarts; attempt++) {
    const session = await runOnce(scope, runs, heard);
    if (session.begun) return;
    log = session.log;
  }
  throw new Error(`Vitest did not begin any test file, ${mostStarts} times.\n${log}`);
}

async function runOnce(
  { folder: scope, project }: Scope,
  runs: readonly Run[],
  heard: (run: Run, outcome: Outcome) => "go on" | "stop",
): Promise<{ readonly log: string; readonly begun: boolean }> {
  const state = join(stateFolder, scope.replaceAll("/", "-"));
  const folder = join(state, "runs");
  const events = join(state, "events.jsonl");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(events, "");
  for (const run of runs) writeRun(folder, run);
  const config = join(root, "scripts/mutants/vitest.config.ts");
  const session = spawn(
    process.execPath,
    [join(root, "node_modules/vitest/vitest.mjs"), "run", "--config", config],
    {
      cwd: root,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, STEEPEST_MUTANTS_SESSION: folder, STEEPEST_MUTANTS_PROJECT: project },
    },
  );
  let log = "";
  for (const stream of [session.stdout, session.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      log = `${log}${chunk.toString()}`.slice(-20_000);
    });
  }
  const onExit = () => end(session);
  process.once("exit", onExit);
  const byName = new Map(runs.map((run) => [run.name, run]));
  let read = 0;
  let begun: Run | undefined;
  let begunAny = false;
  let spoke = Date.now();
  const worked = () => workedSeconds(session.pid ?? 0) ?? Number.POSITIVE_INFINITY;
  let workedThen = 0;
  let looked = 0;
  const isSilent = () => {
    const silence = (Date.now() - spoke) / 1000;
    if (silence < silenceSeconds || Date.now() - looked < 10_000) return false;
    looked = Date.now();
    return silence > longestSilenceSeconds || worked() - workedThen > silentWorkSeconds;
  };
  try {
    for (let over = false; ; ) {
      // Of bytes there are no fewer than characters.
      const text = statSync(events).size > read ? readFileSync(events, "utf8").slice(read) : "";
      const lines = text.slice(0, text.lastIndexOf("\n") + 1);
      read += lines.length;
      for (const line of lines.split("\n").filter((part) => part !== "")) {
        const event = JSON.parse(line) as SessionEvent;
        const run = byName.get(event.run);
        if (run === undefined) continue;
        spoke = Date.now();
        workedThen = workedSeconds(session.pid ?? 0) ?? 0;
        begunAny = true;
        begun = event.kind === "begun" ? run : undefined;
        if (event.kind === "ended" && heard(run, event) === "stop") return { log, begun: true };
      }
      if (over) return { log, begun: begunAny };
      if (isSilent()) {
        if (begun !== undefined) heard(begun, "hung");
        return { log: `${log}\nno word for ${silenceSeconds} s or more`, begun: begunAny };
      }
      over = session.exitCode !== null || session.signalCode !== null;
      await wait(100);
    }
  } finally {
    end(session);
    process.off("exit", onExit);
  }
}
