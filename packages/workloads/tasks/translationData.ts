import type { Subwords } from "../text/subwords.ts";

/** Sentences as ids, each with its end; the n-th target translates the n-th source. */
export interface TranslationSplit {
  readonly sources: readonly Uint16Array[];
  readonly targets: readonly Uint16Array[];
}

/** A split that translations are judged on, by the text of the targets. */
export interface JudgedSplit extends TranslationSplit {
  readonly references: readonly string[];
}

export interface TranslationData {
  readonly vocabulary: Subwords;
  readonly train: TranslationSplit;
  readonly validation: JudgedSplit;
  readonly test: JudgedSplit;
}
