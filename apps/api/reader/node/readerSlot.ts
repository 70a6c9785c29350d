import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Reading, type ReadRequest, readingSchema } from "../reading.ts";
import { cpuMilliseconds } from "./cpuMilliseconds.ts";
import type { ReaderMessage } from "./readerProcess.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const module = fileURLToPath(new URL("./readerProcess.ts", import.meta.url));

/** Starting takes a second or two; on a machine that is overloaded, longer. */
const millisecondsToStart = 60_000;

/** A process is replaced after so many readings, or so long a time of reading: what they left in it goes with it. */
const readingsOfProcess = 50;
const millisecondsOfProcess = 20_000;

/** Should we be killed meanwhile, nobody would be left to kill the process: the system does, by the CPU time that it used. */
const mostCpuSeconds = 60;

/** Most JavaScript heap; what the guest holds lies outside of it, with a limit of its own. */
const heapMegabytes = 256;

/** A process that may read our code and nothing else, with an empty environment. */
function startProcess(): ChildProcess {
  const node = [
    process.execPath,
    `--max-old-space-size=${heapMegabytes}`,
    "--permission",
    ...["node_modules", "packages", "apps/api", "package.json"].map(
      (path) => `--allow-fs-read=${root}${path}`,
    ),
    module,
  ];
  const limited = ["/bin/sh", "-c", `ulimit -t ${mostCpuSeconds}; exec "$0" "$@"`, ...node];
  const [file = process.execPath, ...words] = process.platform === "win32" ? node : limited;
  // What a bomb makes Node say is nothing for the operator's terminal.
  const child = spawn(file, words, { env: {}, stdio: ["ignore", "ignore", "ignore", "ipc"] });
  // Nobody is kept from ending by a process that waits for work.
  child.unref();
  child.channel?.unref();
  return child;
}

/** One place where submissions are read: a process, started when it is needed, and another after it was killed. */
export class ReaderSlot {
  readonly #deadlineMilliseconds: number;
  #child: ChildProcess | null = null;
  #readings = 0;
  #milliseconds = 0;
  #isClosed = false;
  isFree = true;

  constructor(deadlineMilliseconds: number) {
    this.#deadlineMilliseconds = deadlineMilliseconds;
  }

  /** Never rejects: whatever ends the process is an answer. */
  async read(request: ReadRequest): Promise<Reading> {
    this.isFree = false;
    try {
      const child = await this.#started();
      if (child === null) return this.#isClosed ? { state: "busy" } : { state: "stopped", why: "crash" };
      const started = workOf(child);
      const heard = await hear(child, this.#deadlineMilliseconds, () => child.send(request));
      this.#readings += 1;
      this.#milliseconds += Math.max(0, workOf(child) - started);
      if (heard.kind === "message" && heard.message.kind === "read") {
        const reading = readingSchema.safeParse(heard.message.reading);
        if (reading.success) {
          if (this.#readings >= readingsOfProcess || this.#milliseconds >= millisecondsOfProcess) this.#end();
          return reading.data;
        }
      }
      this.#end();
      return { state: "stopped", why: heard.kind === "deadline" ? "deadline" : "crash" };
    } finally {
      this.isFree = true;
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#end();
  }

  /** The process that waits for a request; null where none starts. */
  async #started(): Promise<ChildProcess | null> {
    if (this.#isClosed) return null;
    if (this.#child?.connected) return this.#child;
    this.#readings = 0;
    this.#milliseconds = 0;
    this.#child = startProcess();
    const heard = await hear(this.#child, millisecondsToStart, () => {});
    if (heard.kind === "message") return this.#child;
    this.#end();
    return null;
  }

  #end(): void {
    this.#child?.kill("SIGKILL");
    this.#child = null;
  }
}

/** Time of work of a process, or what the clock says where the system tells no better. */
const workOf = (child: ChildProcess): number => cpuMilliseconds(child.pid) ?? performance.now();

type Heard =
  | { readonly kind: "message"; readonly message: ReaderMessage }
  | { readonly kind: "deadline" | "ended" };

/** Where the machine has other things to do, a reading gets this many times its deadline before it is killed for what it did not use. */
const mostPatience = 3;

/**
 * The next message of a process, its end, or the deadline, whichever comes first. The deadline is of work: a process that waited for a
 * core, because the machine is busy, has more time (where the system tells).
 */
function hear(child: ChildProcess, milliseconds: number, ask: () => void): Promise<Heard> {
  return new Promise((resolve) => {
    const cpuBefore = cpuMilliseconds(child.pid);
    const started = performance.now();
    const settle = (heard: Heard) => {
      clearTimeout(timer);
      child.off("message", onMessage);
      child.off("exit", onEnd);
      child.off("error", onEnd);
      resolve(heard);
    };
    const onMessage = (message: unknown) => settle({ kind: "message", message: message as ReaderMessage });
    const onEnd = () => settle({ kind: "ended" });
    const onTime = () => {
      const cpu = cpuMilliseconds(child.pid);
      const hasWorked = cpu === null || cpuBefore === null || cpu - cpuBefore >= milliseconds * 0.9;
      if (hasWorked || performance.now() - started >= milliseconds * mostPatience)
        settle({ kind: "deadline" });
      else timer = setTimeout(onTime, milliseconds / 4);
    };
    let timer = setTimeout(onTime, milliseconds);
    child.on("message", onMessage);
    child.on("exit", onEnd);
    child.on("error", onEnd);
    ask();
  });
}
