import { UserError } from "@steepest/base/userError.ts";
import { sampleRate } from "./logMel.ts";

/** The samples of a WAV file (RIFF, 16-bit PCM, one channel, 16 kHz). `name` is for messages. */
export function readWav(bytes: Uint8Array, name: string): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 12 || tag(0) !== "RIFF" || tag(8) !== "WAVE")
    throw refusal(name, "It is no RIFF WAVE file.");
  let format = "";
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    if (tag(at) === "fmt ") {
      format = [0, 2, 4, 14]
        .map((field) => (field === 4 ? view.getUint32(start + 4, true) : view.getUint16(start + field, true)))
        .join();
      if (format !== `1,1,${sampleRate},16`)
        throw refusal(name, `Its encoding, channels, rate and bits are ${format}.`);
    }
    if (tag(at) === "data" && format !== "") {
      const count = Math.floor(Math.min(size, bytes.length - start) / 2);
      return Int16Array.from({ length: count }, (_, sample) => view.getInt16(start + 2 * sample, true));
    }
    at = start + size + (size & 1);
  }
  throw refusal(name, "It has no data after a format.");
}

const refusal = (name: string, details: string): UserError =>
  new UserError({
    code: "bad-audio",
    what: `The audio file ${name} cannot be read.`,
    details,
    solution: "Use 16-bit PCM with one channel at 16,000 samples a second.",
  });
