import type { LoadedWorkload } from "@steepest/core/workload/workload.ts";
import { configs, type TransformerConfig } from "../messages_transformer/config.ts";
import { transformer } from "../messages_transformer/model.ts";
import { translation } from "../tasks/translation.ts";
import type { JudgedSplit, TranslationData, TranslationSplit } from "../tasks/translationData.ts";
import { learnSubwords } from "../text/learnSubwords.ts";
import { endId, type Subwords, subwords } from "../text/subwords.ts";
import type { SentencePair } from "./parallelText.ts";

/** Characters of the training text that the vocabulary is learned on, AlgoPerf's MAX_CORPUS_CHARS. */
const mostCharacters = 10_000_000;

export type WmtText = Readonly<Record<"train" | "validation" | "test", readonly SentencePair[]>>;

/**
 * Sentence pairs as ids of one vocabulary for both languages, learned on the training pairs. Judged sentences are cut to the `longest` that the model has
 * positions for (references stay whole); training sentences that are longer than a row are not trained on.
 */
export function wmtData(
  text: WmtText,
  { vocabulary: size, longest }: Pick<TransformerConfig, "vocabulary" | "longest">,
): TranslationData {
  const rules = learnSubwords(firstSides(text.train), { size, leastCharacterCount: 5 });
  const vocabulary = subwords(rules);
  return {
    vocabulary,
    train: encoded(text.train, vocabulary),
    validation: judged(text.validation, vocabulary, longest),
    test: judged(text.test, vocabulary, longest),
  };
}

/** AlgoPerf's wmt on a user's text: its model, or another of the same kind. */
export const wmtTask = (text: WmtText, config: TransformerConfig = configs.algoperf): LoadedWorkload =>
  translation({
    model: transformer(config),
    data: wmtData(text, config),
    rowLength: config.rowLength,
    labelSmoothing: config.labelSmoothing,
    judged: { validation: 3000, test: 3003, loss: 3000 },
    evaluationBatchSize: { rows: 8, sentences: 64 },
  });

function* firstSides(pairs: readonly SentencePair[]): Generator<string> {
  let characters = 0;
  for (const side of pairs.flat()) {
    characters += side.length;
    if (characters > mostCharacters) return;
    yield side;
  }
}

function encoded(pairs: readonly SentencePair[], { encode }: Subwords): TranslationSplit {
  const ids = (side: 0 | 1) => pairs.map((pair) => Uint16Array.from([...encode(pair[side]), endId]));
  return { sources: ids(0), targets: ids(1) };
}

function judged(pairs: readonly SentencePair[], vocabulary: Subwords, longest: number): JudgedSplit {
  const { sources, targets } = encoded(pairs, vocabulary);
  const cut = (ids: Uint16Array) =>
    ids.length <= longest ? ids : Uint16Array.from([...ids.subarray(0, longest - 1), endId]);
  return {
    sources: sources.map(cut),
    targets: targets.map(cut),
    references: pairs.map(([, target]) => target),
  };
}
