import { UserError } from "@steepest/base/userError.ts";
import { z } from "zod";

const documentSchema = z.object({ text: z.string() });

/**
 * The documents of a shard of text: of a `.jsonl` file the `text` of every line's object (as FineWeb-Edu is exported), of a `.txt`
 * file what empty lines separate.
 */
export function documentsOf(name: string, text: string): string[] {
  if (!name.endsWith(".jsonl")) return text.split(/\n\s*\n/).filter((document) => document.trim() !== "");
  return text
    .split("\n")
    .flatMap((line, at) => (line.trim() === "" ? [] : [documentOf(line, `${name}:${at + 1}`)]));
}

function documentOf(line: string, place: string): string {
  try {
    return documentSchema.parse(JSON.parse(line)).text;
  } catch (error) {
    throw new UserError({
      code: "text-shard-line",
      what: `${place} is not an object with a \`text\`.`,
      details: error instanceof Error ? error.message : String(error),
      solution: 'Give shards whose lines are JSON objects like {"text": "…"}.',
    });
  }
}
