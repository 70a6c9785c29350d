import type { LoadedWorkload } from "@steepest/core/workload/workload.ts";
import { configs, type RotaryDecoderConfig } from "../brown_lm_large/config.ts";
import { rotaryDecoder } from "../brown_lm_large/model.ts";
import { languageModel } from "../tasks/languageModel.ts";
import { learnSubwords } from "../text/learnSubwords.ts";
import { endId, subwords } from "../text/subwords.ts";

/** Characters of the training text that the vocabulary is learned on. */
const mostCharacters = 10_000_000;

export type TextShards = Readonly<Record<"train" | "validation", readonly string[]>>;

/**
 * Documents as one stream of ids for each split, an end after each. AlgoPerf has no test split for this workload: the validation
 * split stands for it.
 */
export function finewebeduData(
  documents: TextShards,
  vocabularySize: number,
): Readonly<Record<"train" | "validation" | "test", Uint16Array>> {
  const rules = learnSubwords(first(documents.train), { size: vocabularySize, leastCharacterCount: 5 });
  const { encode } = subwords(rules);
  const stream = (texts: readonly string[]) =>
    Uint16Array.from(texts.flatMap((text) => [...encode(text), endId]));
  const validation = stream(documents.validation);
  return { train: stream(documents.train), validation, test: validation };
}

/** AlgoPerf's finewebedu_lm on a user's text: its model, or another of the same kind. */
export const finewebeduTask = (
  documents: TextShards,
  config: RotaryDecoderConfig = configs.algoperf,
): LoadedWorkload =>
  languageModel({
    model: rotaryDecoder(config),
    data: finewebeduData(documents, config.vocabulary),
    length: config.length,
    evaluationWindows: 100_000,
    evaluationBatchSize: 4,
  });

function* first(documents: readonly string[]): Generator<string> {
  let characters = 0;
  for (const document of documents) {
    if (characters >= mostCharacters) return;
    characters += document.length;
    yield document;
  }
}
