import { sampleRate } from "../../../audio/logMel.ts";
import { readWav } from "../../../audio/readWav.ts";
import { runWasi } from "./runWasi.ts";

/** A voice of Flite, as it is set. */
export interface Speaker {
  readonly voice: "kal16" | "awb" | "rms" | "slt";
  /** Longer than 1: slower. */
  readonly stretch: number;
  /** The mean pitch in hertz; null leaves the voice's own. */
  readonly pitch: number | null;
}

export interface SpokenWord {
  readonly word: string;
  /** As Flite prints them, which differs from the dictionary on one word in five. */
  readonly phones: readonly string[];
  readonly samples: Int16Array;
}

/** Seconds of the pauses around a word that stay with it, at most half of each. */
const margin = 0.04;

/**
 * The words spoken one after another, cut at the pauses between them; null where there are not as many pieces as words (Flite reads some
 * letters as abbreviations).
 */
export function speakWords(
  program: WebAssembly.Module,
  words: readonly string[],
  { voice, stretch, pitch }: Speaker,
): readonly SpokenWord[] | null {
  const settings = [
    `duration_stretch=${stretch}`,
    ...(pitch === null ? [] : [`int_f0_target_mean=${pitch}`]),
  ];
  const { exitCode, output, errors, files } = runWasi(program, [
    "flite",
    ...["-voice", voice, "-psdur"],
    ...settings.flatMap((setting) => ["--setf", setting]),
    ...["-t", words.join(". "), "speech.wav"],
  ]);
  const file = files.get("speech.wav");
  if (exitCode !== 0 || file === undefined) throw new Error(`flite ended with ${exitCode}: ${errors}`);
  const samples = readWav(file, "speech.wav");
  const pieces = piecesOf(output);
  if (pieces.length !== words.length) return null;
  return pieces.map(({ phones, start, end }, at) => ({
    word: words[at] as string,
    phones,
    samples: samples.slice(Math.round(start * sampleRate), Math.round(end * sampleRate)),
  }));
}

interface Piece {
  readonly phones: readonly string[];
  /** Seconds, margins included. */
  readonly start: number;
  readonly end: number;
}

/** Reads `pau:0.220 hh:0.297 aw:0.555 … pau:2.765`: every phone with the second at which it ends. */
function piecesOf(output: string): readonly Piece[] {
  const ends = output
    .trim()
    .split(/\s+/)
    .map((item) => item.split(":") as [string, string]);
  const pieces: Piece[] = [];
  let phones: string[] = [];
  let [pauseStart, start, at] = [0, 0, 0];
  for (const [phone, text] of ends) {
    const end = Number(text);
    if (phone !== "pau") {
      if (phones.length === 0) start = at - Math.min(margin, (at - pauseStart) / 2);
      phones.push(phone);
    } else {
      if (phones.length > 0) pieces.push({ phones, start, end: at + Math.min(margin, (end - at) / 2) });
      phones = [];
      pauseStart = at;
    }
    at = end;
  }
  return pieces;
}
