import { UserError } from "@steepest/base/userError.ts";
import { sampleRate } from "../../audio/logMel.ts";
import { repositoryRoot } from "../../node/repositoryRoot.ts";

/** The samples of a FLAC file with one channel, 16 bits and 16 kHz; `from` names it in errors. */
export type DecodeFlac = (bytes: Uint8Array, from: string) => Promise<Int16Array>;

/** The decoder of the optional package `@wasm-audio-decoders/flac` (libFLAC in WebAssembly). */
export async function flacDecoder(): Promise<DecodeFlac> {
  const { FLACDecoder } = await import("@wasm-audio-decoders/flac").catch((cause: unknown) => {
    throw new UserError({
      code: "flac-decoder-missing",
      what: "LibriSpeech's recordings are FLAC files, and no decoder is installed.",
      details: String(cause),
      solution: `Run \`npm install --no-save @wasm-audio-decoders/flac@0.2.11\` in ${repositoryRoot}.`,
    });
  });
  return async (bytes, from) => {
    const decoder = new FLACDecoder();
    await decoder.ready;
    try {
      const { channelData, sampleRate: rate, bitDepth, errors } = await decoder.decodeFile(bytes);
      const [samples] = channelData;
      if (
        samples === undefined ||
        channelData.length > 1 ||
        errors.length > 0 ||
        rate !== sampleRate ||
        bitDepth !== 16
      ) {
        throw new UserError({
          code: "bad-audio",
          what: `The audio file ${from} cannot be read.`,
          details:
            errors[0]?.message ??
            `It has ${channelData.length} channels, ${rate} samples a second, ${bitDepth} bits.`,
          solution:
            "Give LibriSpeech's files as they are published: FLAC with one channel at 16,000 samples a second.",
        });
      }
      // The decoder divides by 2¹⁵ − 1.
      return Int16Array.from(samples, (sample) => Math.round(sample * 32_767));
    } finally {
      decoder.free();
    }
  };
}
