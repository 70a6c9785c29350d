import { deriveKey } from "@steepest/base/random/key.ts";
import { featureValues } from "../audio/featureBytes.ts";
import type { SpeechRecognitionOptions, Utterances } from "../tasks/speechRecognition.ts";
import { drawIds, renamed } from "./drawIds.ts";
import { drawSign } from "./drawSign.ts";
import { mapSplits } from "./mapSplits.ts";
import type { DrawSymmetry } from "./symmetric.ts";

/** Labels change names, the blank, which is 0, keeps its own; features may all change their sign (silence, padding and masks are 0). */
export const speechSymmetry: DrawSymmetry<SpeechRecognitionOptions> = (options, key) => {
  if (options.blank !== 0) throw new Error("the blank is not the first class");
  const names = drawIds(deriveKey(key, "labels"), options.classes, 1);
  const sign = drawSign(deriveKey(key, "sign"));
  const change = (utterances: Utterances): Utterances => ({
    ...utterances,
    labels: utterances.labels.map((labels) => renamed(labels, names)),
  });
  return {
    ...options,
    data: mapSplits(options.data, change),
    ...(options.unseen === undefined ? {} : { unseen: change(options.unseen) }),
    featureValues: (options.featureValues ?? featureValues).map((value) => sign * value),
  };
};
