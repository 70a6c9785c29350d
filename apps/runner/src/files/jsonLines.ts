import { appendFileSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { makeFolder } from "@steepest/workloads/node/makeFolder.ts";
import { z } from "zod";
import { naming, readText } from "./wholeFiles.ts";

/** What a log is called in messages, and what to do about a line of it that is damaged. */
interface LogWords {
  readonly what: string;
  readonly solution: string;
}

/** A file of JSON lines that is only ever appended to: work that was interrupted goes on from what it holds. */
export class JsonLines<Line> {
  /** Those that were there when it was opened. */
  readonly before: readonly Line[];
  readonly #path: string;

  /** Throws UserError `corrupt-log` for a line that is no such line. */
  constructor(path: string, schema: z.ZodType<Line>, words: LogWords) {
    makeFolder(dirname(path));
    this.#path = path;
    const text = textIfThere(path);
    const end = text.lastIndexOf("\n") + 1;
    // A line that was cut off when its process was killed: taken away, or the next one would be appended to it.
    if (end < text.length) truncateSync(path, Buffer.byteLength(text.slice(0, end)));
    const lines = text.slice(0, end).split("\n").slice(0, -1);
    this.before = lines.map((line, index) => {
      const damaged = (details: string, cause?: unknown) =>
        new UserError(
          {
            code: "corrupt-log",
            what: `Line ${index + 1} of ${words.what} is damaged.`,
            details: `${path}: ${details}`,
            solution: words.solution,
          },
          { cause },
        );
      let value: unknown;
      try {
        value = JSON.parse(line);
      } catch (error) {
        throw damaged(error instanceof Error ? error.message : String(error), error);
      }
      const parsed = schema.safeParse(value);
      if (!parsed.success) throw damaged(z.prettifyError(parsed.error));
      return parsed.data;
    });
  }

  append(line: Line): void {
    // A line that a full disk cut off is taken away when the file is opened again.
    naming(this.#path, () => appendFileSync(this.#path, `${JSON.stringify(line)}\n`));
  }
}

function textIfThere(path: string): string {
  try {
    return readText(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
