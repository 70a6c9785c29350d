import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { runKey, type TargetRun, type TargetRunResult } from "./targetRun.ts";

/** The finished runs of a workload, a JSON line each: a procedure that was interrupted goes on from here. */
export class RunLog {
  readonly #path: string;
  readonly #results: Map<string, TargetRunResult>;

  private constructor(path: string, results: Map<string, TargetRunResult>) {
    this.#path = path;
    this.#results = results;
  }

  static async open(path: string): Promise<RunLog> {
    await mkdir(dirname(path), { recursive: true });
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw error;
    });
    const results = new Map<string, TargetRunResult>();
    for (const line of text.split("\n")) {
      const result = parse(line);
      if (result !== null) results.set(runKey(result.run), result);
    }
    return new RunLog(path, results);
  }

  get(run: TargetRun): TargetRunResult | undefined {
    return this.#results.get(runKey(run));
  }

  get results(): readonly TargetRunResult[] {
    return [...this.#results.values()];
  }

  async add(result: TargetRunResult): Promise<void> {
    await appendFile(this.#path, `${JSON.stringify(result)}\n`);
    this.#results.set(runKey(result.run), result);
  }
}

/** A line that was cut off when the process was killed counts as not there. */
function parse(line: string): TargetRunResult | null {
  if (line.trim() === "") return null;
  try {
    return JSON.parse(line) as TargetRunResult;
  } catch {
    return null;
  }
}
