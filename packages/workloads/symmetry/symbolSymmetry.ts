import { deriveKey } from "@steepest/base/random/key.ts";
import type { LanguageModelOptions } from "../tasks/languageModel.ts";
import { drawIds, renamed } from "./drawIds.ts";
import { mapSplits } from "./mapSplits.ts";
import type { DrawSymmetry } from "./symmetric.ts";

/** The symbols of a text change names. */
export const symbolSymmetry =
  ({ symbols }: { readonly symbols: number }): DrawSymmetry<LanguageModelOptions> =>
  (options, key) => {
    const names = drawIds(deriveKey(key, "symbols"), symbols);
    return { ...options, data: mapSplits(options.data, (text) => renamed(text, names)) };
  };
