import type { PreparedFiles } from "../../../node/preparedFiles.ts";
import { idBytes } from "../../../text/idBytes.ts";
import { learnSubwords } from "../../../text/learnSubwords.ts";
import { endId, subwords } from "../../../text/subwords.ts";
import { readDocuments } from "./readDocuments.ts";

const vocabularySize = 1024;
const leastCharacterCount = 5;

/** The Brown corpus as three streams of subwords, an end after each sentence; the vocabulary is of the training documents. */
export async function prepare(onProgress: (message: string) => void): Promise<PreparedFiles> {
  const { train, validation, test } = await readDocuments();
  onProgress("learning a byte-pair vocabulary");
  const rules = learnSubwords(train, { size: vocabularySize, leastCharacterCount });
  const { encode } = subwords(rules);
  const sentences = (document: string) => document.trimEnd().split("\n");
  const stream = (documents: readonly string[]) =>
    idBytes(documents.flatMap(sentences).flatMap((sentence) => [...encode(sentence), endId]));
  onProgress("writing the corpus in subwords");
  return {
    "vocabulary.json": new TextEncoder().encode(JSON.stringify(rules)),
    "train-tokens.bin": stream(train),
    "validation-tokens.bin": stream(validation),
    "test-tokens.bin": stream(test),
  };
}
