import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";

/** Measurements by their key, a JSON line each: measuring that was interrupted goes on from here. */
export class MeasurementLog {
  readonly #path: string;
  readonly #known = new Map<string, unknown>();

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    let text = "";
    try {
      text = readFileSync(path, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
    if (text !== "" && !text.endsWith("\n")) appendFileSync(path, "\n");
    for (const line of text.split("\n")) {
      try {
        const [key, value] = JSON.parse(line) as [string, unknown];
        this.#known.set(key, value);
      } catch {
        // Empty, or cut off when the process was killed.
      }
    }
  }

  /** The measurement of this key, made by `measure` if it is not there yet. */
  async once<Value>(key: string, measure: () => Value | Promise<Value>): Promise<Value> {
    const known = this.#known.get(key);
    if (known !== undefined) return known as Value;
    const made = await measure();
    this.#known.set(key, made);
    appendFileSync(this.#path, `${JSON.stringify([key, made])}\n`);
    return made;
  }
}
