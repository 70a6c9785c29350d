import type { ReadDataFile } from "@steepest/core/workload/workload.ts";
import type { TranslationData, TranslationSplit } from "../../tasks/translationData.ts";
import { idsOfBytes } from "../../text/idBytes.ts";
import { parseSubwordRules } from "../../text/parseSubwordRules.ts";
import { endId, subwords } from "../../text/subwords.ts";

/** The three splits of the prepared messages; those that are judged come with their references. */
export async function loadMessages(read: ReadDataFile): Promise<TranslationData> {
  const sentences = async (name: string) => splitAtEnds(idsOfBytes(await read(name)));
  const split = async (name: string): Promise<TranslationSplit> => ({
    sources: await sentences(`${name}-english.bin`),
    targets: await sentences(`${name}-german.bin`),
  });
  const judged = async (name: string) => ({
    ...(await split(name)),
    references: new TextDecoder().decode(await read(`${name}-german.txt`)).split("\n"),
  });
  return {
    vocabulary: subwords(parseSubwordRules(await read("vocabulary.json"))),
    train: await split("train"),
    validation: await judged("validation"),
    test: await judged("test"),
  };
}

/** The sentences of a stream of ids, each with its end. */
function splitAtEnds(ids: Uint16Array): readonly Uint16Array[] {
  const sentences: Uint16Array[] = [];
  let start = 0;
  for (let at = 0; at < ids.length; at++) {
    if (ids[at] !== endId) continue;
    sentences.push(ids.subarray(start, at + 1));
    start = at + 1;
  }
  return sentences;
}
