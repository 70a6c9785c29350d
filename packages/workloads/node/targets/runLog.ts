import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { runKey, type TargetRun, type TargetRunResult } from "./targetRun.ts";

/** A line of the log. */
interface Entry extends TargetRunResult {
  /** Of the workload that was trained (`workloadVersion`). */
  readonly version: string;
}

/**
 * The finished runs of a workload, a JSON line each: a procedure that was interrupted goes on from here. Runs of another version of the workload stay in
 * the file and do not count.
 */
export class RunLog {
  readonly #path: string;
  readonly #version: string;
  readonly #results: Map<string, TargetRunResult>;

  private constructor(path: string, version: string, results: Map<string, TargetRunResult>) {
    this.#path = path;
    this.#version = version;
    this.#results = results;
  }

  static async open(path: string, version: string): Promise<RunLog> {
    await mkdir(dirname(path), { recursive: true });
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw error;
    });
    // Or the next run would join a line that was cut off.
    if (text !== "" && !text.endsWith("\n")) await appendFile(path, "\n");
    const results = new Map<string, TargetRunResult>();
    for (const line of text.split("\n")) {
      const entry = parse(line);
      if (entry?.version === version) results.set(runKey(entry.run), withoutVersion(entry));
    }
    return new RunLog(path, version, results);
  }

  get(run: TargetRun): TargetRunResult | undefined {
    return this.#results.get(runKey(run));
  }

  get results(): readonly TargetRunResult[] {
    return [...this.#results.values()];
  }

  async add(result: TargetRunResult): Promise<void> {
    const entry: Entry = { version: this.#version, ...result };
    await appendFile(this.#path, `${JSON.stringify(entry)}\n`);
    this.#results.set(runKey(result.run), result);
  }
}

/** A line that was cut off when the process was killed counts as not there. */
function parse(line: string): Entry | null {
  if (line.trim() === "") return null;
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return null;
  }
}

const withoutVersion = ({ version: _version, ...result }: Entry): TargetRunResult => result;
