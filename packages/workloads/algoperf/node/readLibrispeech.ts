import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { readWav } from "../../audio/readWav.ts";
import { isUsed, librispeechSplits, parseTranscripts } from "../librispeech.ts";
import { type DecodeFlac, flacDecoder } from "./flacDecoder.ts";

export interface LibrispeechUtterance {
  readonly id: string;
  readonly samples: Int16Array;
  /** In capitals, without punctuation. */
  readonly transcript: string;
}

/**
 * The utterances of a split one by one, in the order of their ids, from the folder that holds `train-clean-100` and so on as they are published
 * (`<part>/<speaker>/<chapter>/*.flac` with `*.trans.txt`); `.wav` files in place of `.flac` are read too. Those that AlgoPerf leaves
 * out (longer than 20 s or 256 characters) are left out.
 */
export async function* readLibrispeech(
  directory: string,
  split: keyof typeof librispeechSplits,
): AsyncGenerator<LibrispeechUtterance> {
  let decoder: Promise<DecodeFlac> | null = null;
  const flac = () => {
    decoder ??= flacDecoder();
    return decoder;
  };
  for (const part of librispeechSplits[split]) {
    const folder = join(directory, part);
    if (!existsSync(folder)) throw missing(folder);
    for (const file of await transcriptsIn(folder)) {
      for (const { id, text } of parseTranscripts(await readFile(file, "utf8"), file)) {
        const samples = await readAudio(join(file, "..", id), flac);
        if (isUsed(samples.length, text)) yield { id, samples, transcript: text };
      }
    }
  }
}

async function transcriptsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => name.endsWith(".trans.txt")).sort();
  if (files.length === 0) throw missing(folder);
  return files.map((name) => join(folder, name));
}

/** `flac` is asked for only where there is a file for it: its package is optional. */
async function readAudio(path: string, flac: () => Promise<DecodeFlac>): Promise<Int16Array> {
  if (existsSync(`${path}.flac`)) return (await flac())(await readFile(`${path}.flac`), `${path}.flac`);
  if (existsSync(`${path}.wav`)) return readWav(await readFile(`${path}.wav`), `${path}.wav`);
  throw missing(`${path}.flac`);
}

const missing = (path: string): UserError =>
  new UserError({
    code: "librispeech-missing",
    what: `There is no LibriSpeech in ${path}.`,
    solution:
      "Give the folder that holds train-clean-100, dev-clean and so on, unpacked from openslr.org/12, with transcripts and audio.",
  });
