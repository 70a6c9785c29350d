import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageDirectory } from "../../../node/packageDirectory.ts";
import type { PreparedFiles } from "../../../node/preparedFiles.ts";
import { idBytes } from "../../../text/idBytes.ts";
import { learnSubwords } from "../../../text/learnSubwords.ts";
import { endId, subwords } from "../../../text/subwords.ts";
import {
  diagnosticPairs,
  distinctPairs,
  type MessagePair,
  type TextTree,
  textPairs,
} from "./messagePairs.ts";
import { splitMessages } from "./splitMessages.ts";

const vocabularySize = 1024;
/** Rarer ones (letters of place names, symbols) would only fill the table. */
const leastCharacterCount = 5;

/**
 * Messages of user interfaces, English and German: the TypeScript compiler's diagnostics and the labels of OpenStreetMap's tagging
 * schema. Near-duplicates stay in one split; the byte-pair vocabulary is learned on the training split, both languages together.
 */
export async function prepare(onProgress: (message: string) => void): Promise<PreparedFiles> {
  onProgress("joining messages and setting near-duplicates together");
  const split = splitMessages(distinctPairs(await allPairs()), { validation: 400, test: 419 });
  onProgress("learning a byte-pair vocabulary");
  const rules = learnSubwords(
    split.train.flatMap(({ english, german }) => [english, german]),
    { size: vocabularySize, leastCharacterCount },
  );
  const { encode } = subwords(rules);
  const ids = (texts: readonly string[]) => idBytes(texts.flatMap((text) => [...encode(text), endId]));
  const text = (lines: readonly string[]) => new TextEncoder().encode(lines.join("\n"));
  const german = (pairs: readonly MessagePair[]) => pairs.map((pair) => pair.german);
  const english = (pairs: readonly MessagePair[]) => pairs.map((pair) => pair.english);
  return {
    "vocabulary.json": text([JSON.stringify(rules)]),
    "train-english.bin": ids(english(split.train)),
    "train-german.bin": ids(german(split.train)),
    "validation-english.bin": ids(english(split.validation)),
    "validation-german.bin": ids(german(split.validation)),
    "validation-german.txt": text(german(split.validation)),
    "test-english.bin": ids(english(split.test)),
    "test-german.bin": ids(german(split.test)),
    "test-german.txt": text(german(split.test)),
  };
}

async function allPairs(): Promise<MessagePair[]> {
  const compiler = packageDirectory("typescript");
  const schema = join(packageDirectory("@openstreetmap/id-tagging-schema"), "dist/translations");
  const json = async <Value>(path: string) => JSON.parse(await readFile(path, "utf8")) as Value;
  const presets = async (language: string) =>
    (await json<Record<string, { presets: TextTree }>>(join(schema, `${language}.json`)))[language]
      ?.presets ?? {};
  return [
    ...diagnosticPairs(
      await readFile(join(compiler, "lib/typescript.js"), "utf8"),
      await json(join(compiler, "lib/de/diagnosticMessages.generated.json")),
    ),
    ...textPairs(await presets("en"), await presets("de")),
  ];
}
