import { UserError } from "@steepest/base/userError.ts";
import type { LoadedWorkload, Split } from "@steepest/core/workload/workload.ts";
import { byteOf } from "../audio/featureBytes.ts";
import { logMel } from "../audio/logMel.ts";
import type { SpecAugment } from "../tasks/specAugment.ts";
import type { SpeechModel } from "../tasks/speechModel.ts";
import { speechRecognition, type Utterances } from "../tasks/speechRecognition.ts";
import { librispeechDeviations, librispeechMeans } from "./librispeechStatistics.ts";
import type { SentencePieces } from "./sentencePieces.ts";

/** AlgoPerf's splits, by the names of LibriSpeech's folders. */
export const librispeechSplits = {
  train: ["train-clean-100", "train-clean-360", "train-other-500"],
  validation: ["dev-clean", "dev-other"],
  test: ["test-clean"],
} as const;

const bands = librispeechMeans.length;

/** AlgoPerf leaves out what is longer: 20 seconds and 256 characters. */
const [mostSamples, mostCharacters] = [320_000, 256];

/** AlgoPerf's vocabulary ends every transcript with this piece (`add_eos`). */
const endOfSentence = 2;

export interface Transcript {
  /** `speaker-chapter-number` */
  readonly id: string;
  readonly text: string;
}

/** The lines of a `*.trans.txt`: an utterance's id, a space and what is said. */
export function parseTranscripts(file: string, name: string): readonly Transcript[] {
  return file
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, id, text] = /^(\d+-\d+-\d+)\s+(\S.*)$/.exec(line.trim()) ?? [];
      if (id === undefined || text === undefined) {
        throw new UserError({
          code: "bad-transcript",
          what: `A line of ${name} is no transcript.`,
          details: line,
          solution:
            "Give LibriSpeech as openslr.org publishes it: `84-121123-0000 GO DO YOU HEAR` on every line.",
        });
      }
      return { id, text };
    });
}

/** Whether AlgoPerf uses an utterance. */
export const isUsed = (samples: number, text: string): boolean =>
  samples <= mostSamples && text.length <= mostCharacters;

/** AlgoPerf's features of 16 kHz samples, 80 standardized log-mel bands: [frames · 80], as bytes (audio/featureBytes.ts). */
export function librispeechFeatures(samples: Int16Array): Uint8Array {
  return Uint8Array.from(logMel(samples, bands), (value, at) => {
    const band = at % bands;
    return byteOf((value - (librispeechMeans[band] as number)) / (librispeechDeviations[band] as number));
  });
}

/** The classes of a transcript: its pieces and the end of the sentence. */
export const librispeechLabels = (pieces: SentencePieces, text: string): Int32Array =>
  Int32Array.from([...pieces.encode(text), endOfSentence]);

/** Utterances as a speech task reads them. */
export function librispeechUtterances(
  spoken: readonly { readonly samples: Int16Array; readonly transcript: string }[],
  pieces: SentencePieces,
): Utterances {
  const features = spoken.map(({ samples }) => librispeechFeatures(samples));
  const all = new Uint8Array(features.reduce((total, each) => total + each.length, 0));
  let at = 0;
  for (const each of features) {
    all.set(each, at);
    at += each.length;
  }
  return {
    features: all,
    bands,
    frames: Int32Array.from(features, (each) => each.length / bands),
    labels: spoken.map(({ transcript }) => librispeechLabels(pieces, transcript)),
  };
}

export interface LibrispeechOptions {
  readonly pieces: SentencePieces;
  readonly augmentation: SpecAugment | null;
  readonly evaluationBatchSize?: number;
}

/** AlgoPerf's librispeech_conformer and librispeech_deepspeech: a model of 80 bands and 1,024 pieces on LibriSpeech, judged by `wer`. */
export const librispeechTask = (
  model: SpeechModel,
  data: Readonly<Record<"train" | Split, Utterances>>,
  { pieces, augmentation, evaluationBatchSize = 16 }: LibrispeechOptions,
): LoadedWorkload =>
  speechRecognition({
    model,
    data,
    augmentation,
    evaluationBatchSize,
    classes: 1024,
    blank: 0,
    judged: {
      metric: "wer",
      units: (classes) =>
        pieces
          .decode(classes)
          .split(" ")
          .filter((word) => word !== ""),
    },
  });
