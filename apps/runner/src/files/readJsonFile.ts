import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { z } from "zod";

/** Reads a JSON file of a known shape; says what is wrong with it where it has another. */
export function readJsonFile<Schema extends z.ZodType>(
  path: string,
  cwd: string,
  schema: Schema,
  expected: string,
  parse: (text: string) => unknown = JSON.parse,
): z.output<Schema> {
  const absolute = resolve(cwd, path);
  let text: string;
  try {
    text = readFileSync(absolute, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(
      {
        code: "cannot-read",
        what: code === "ENOENT" ? `There is no file ${path}.` : `${path} cannot be read (${code}).`,
        details: `Looked for ${absolute}.`,
        solution: `Give the path of ${expected}.`,
      },
      { cause: error },
    );
  }
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new UserError(
      {
        code: "bad-json",
        what: `${path} is not valid JSON.`,
        details: error instanceof Error ? error.message : String(error),
        solution: `Give ${expected}; if this should be one, it was cut off or changed: make it again.`,
      },
      { cause: error },
    );
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UserError({
    code: "wrong-file",
    what: `${path} is not ${expected}.`,
    details: z.prettifyError(parsed.error),
    solution: `Give ${expected}.`,
  });
}
