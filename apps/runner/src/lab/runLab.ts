import { once } from "node:events";
import { UserError } from "@steepest/base/userError.ts";
import {
  type Finding,
  type LabResult,
  type LabTask,
  labResultSchema,
} from "@steepest/core/schema/labFile.ts";
import type { Io } from "../cli/io.ts";
import type { DevicePlace, DevicePool } from "../devices/devicePool.ts";
import { JsonLines } from "../files/jsonLines.ts";
import { formatSeconds } from "../terminal/formats.ts";
import { createLiveDisplay } from "../terminal/liveDisplay.ts";
import { progressBar } from "../terminal/progressBar.ts";
import { dataFolderOf } from "../trial/ensureData.ts";
import { spawnTrialProcess } from "../trial/spawnTrialProcess.ts";
import { fromLabSchema, type LabJob } from "./labMessages.ts";
import { raplPaths } from "./raplCounter.ts";

/** The findings so far. */
export class LabLog {
  readonly #file: JsonLines<LabResult>;
  readonly #found: Map<string, Finding>;

  constructor(path: string) {
    this.#file = new JsonLines(path, labResultSchema, {
      what: "the lab's findings",
      solution: "Delete that line, and its task is run again; or delete the file, and all are.",
    });
    this.#found = new Map(this.#file.before.map(({ task, finding }) => [keyOf(task), finding]));
  }

  get(task: LabTask): Finding | null {
    return this.#found.get(keyOf(task)) ?? null;
  }

  add(result: LabResult): void {
    this.#file.append(result);
    this.#found.set(keyOf(result.task), result.finding);
  }
}

const keyOf = ({ subject, seed, settings }: LabTask): string =>
  JSON.stringify([subject, seed, Object.entries(settings).sort()]);

export interface LabRun {
  readonly jobs: readonly LabJob[];
  readonly log: LabLog;
  readonly parallel: number;
  /** One task on each; left out where they compute on the processor. */
  readonly devices?: DevicePool | undefined;
  readonly io: Io;
  readonly signal: AbortSignal;
}

/** Runs what the log does not have yet, each task in a process of its own. False where it was interrupted. */
export async function runLab({ jobs, log, parallel, devices, io, signal }: LabRun): Promise<boolean> {
  const waiting = jobs.filter(({ task }) => log.get(task) === null);
  const shares = new Map<LabJob, number>();
  const began = performance.now();
  const total = waiting.length;
  let done = 0;
  const live = createLiveDisplay(io);
  const show = () =>
    live.block(() => {
      const work = done + [...shares.values()].reduce((sum, share) => sum + share, 0);
      const spent = (performance.now() - began) / 1000;
      const rest = work > 0.02 * total ? `about ${formatSeconds((spent * (total - work)) / work)} left` : "";
      return [
        `${progressBar(total === 0 ? 1 : work / total, 30)} ${jobs.length - total + done} of ${jobs.length} tasks  ${rest}`,
      ];
    });
  let failure: unknown = null;
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const queue = [...waiting];
  const work = async () => {
    for (let job = queue.shift(); job !== undefined && !both.aborted; job = queue.shift()) {
      const own = job;
      shares.set(own, 0);
      show();
      let place: DevicePlace | null | undefined;
      try {
        place = await devices?.take(both);
        if (place === null) return;
        const finding = await measureInChild(own, place, both, (share) => {
          shares.set(own, share);
          show();
        });
        if (finding === null) return;
        log.add({ task: own.task, finding });
        done += 1;
      } catch (error) {
        failure ??= error;
        stop.abort();
      } finally {
        place?.release();
        shares.delete(own);
        show();
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.max(1, Math.min(parallel, total)) }, work));
  } finally {
    live.close();
  }
  if (failure !== null) throw failure;
  return !signal.aborted;
}

const keptErrorCharacters = 4000;

/** Null where it was aborted. */
async function measureInChild(
  job: LabJob,
  place: DevicePlace | undefined,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<Finding | null> {
  const child = spawnTrialProcess({
    module: new URL("./labProcess.ts", import.meta.url),
    core: null,
    device: place?.device,
    walled: {
      backend: job.environment.backend,
      dataFolder: dataFolderOf(job),
      // Counters of energy tell what others compute: only what measures energy sees them.
      reads: job.instrument === "energy" ? raplPaths() : [],
    },
  });
  const kill = () => child.kill("SIGKILL");
  signal.addEventListener("abort", kill, { once: true });
  let errors = "";
  let finding: Finding | null = null;
  let refused: unknown = null;
  child.stdout?.resume();
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-keptErrorCharacters);
  });
  child.on("message", (raw) => {
    const parsed = fromLabSchema.safeParse(raw);
    if (!parsed.success) {
      refused = new Error(`a task's process sent what no task sends: ${parsed.error.message}`);
      kill();
      return;
    }
    const message = parsed.data;
    if (message.type === "ready") child.send(job);
    else if (message.type === "progress") onProgress(Math.min(1, Math.max(0, message.share)));
    else if (message.type === "found") finding = message.finding;
    else refused = new UserError(message.error);
  });
  const [code, by] = (await once(child, "close")) as [number | null, string | null];
  signal.removeEventListener("abort", kill);
  if (refused !== null) throw refused;
  if (finding !== null) return finding;
  if (signal.aborted) return null;
  throw new Error(`a task's process ended by ${by ?? `code ${code}`}\n${errors}`.trim());
}
