import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { UserError } from "@steepest/base/userError.ts";
import { z } from "zod";
import type { TextShards } from "../finewebedu.ts";

/**
 * Text from a directory with the folders `train` and `val`, each of shards `*.jsonl` or `*.txt`, gzipped (`.gz`) or not, in the
 * order of their names.
 */
export async function readTextShards(directory: string): Promise<TextShards> {
  return {
    train: await readFolder(join(directory, "train")),
    validation: await readFolder(join(directory, "val")),
  };
}

async function readFolder(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(() => []))
    .filter((name) => /\.(jsonl|txt)(\.gz)?$/.test(name))
    .sort();
  if (names.length === 0) {
    throw new UserError({
      code: "text-shards-missing",
      what: `${folder} holds no shards of text.`,
      solution: "Put files *.jsonl or *.txt (or either with .gz) into train/ and val/.",
    });
  }
  const documents: string[] = [];
  for (const name of names) {
    const bytes = await readFile(join(folder, name));
    const text = name.endsWith(".gz") ? await promisify(gunzip)(bytes) : bytes;
    // One by one: a shard has more documents than a call may have arguments.
    for (const document of documentsOf(name.replace(/\.gz$/, ""), text.toString("utf8")))
      documents.push(document);
  }
  return documents;
}

const documentSchema = z.object({ text: z.string() });

/**
 * The documents of a shard of text: of a `.jsonl` file the `text` of every line's object (as FineWeb-Edu is exported), of a `.txt`
 * file what empty lines separate.
 */
function documentsOf(name: string, text: string): string[] {
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
