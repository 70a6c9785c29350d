import { SubmissionError } from "@steepest/core/sandbox/submissionError.ts";
import { validateText } from "@steepest/core/sandbox/validateSource.ts";

const guesses: readonly { holds: (bytes: Uint8Array) => boolean; encoding: string }[] = [
  { holds: startsWith(0xff, 0xfe, 0, 0), encoding: "UTF-32 (little-endian)" },
  { holds: startsWith(0, 0, 0xfe, 0xff), encoding: "UTF-32 (big-endian)" },
  { holds: startsWith(0xff, 0xfe), encoding: "UTF-16 (little-endian)" },
  { holds: startsWith(0xfe, 0xff), encoding: "UTF-16 (big-endian)" },
  { holds: startsWith(0x1f, 0x8b), encoding: "a gzip archive" },
  { holds: startsWith(0x50, 0x4b, 3, 4), encoding: "a zip archive" },
  // Text of ASCII characters in two bytes each: every other byte is 0.
  {
    holds: (bytes) => shareOfZeros(bytes, 1) > 0.5,
    encoding: "UTF-16 (little-endian, without byte order mark)",
  },
  {
    holds: (bytes) => shareOfZeros(bytes, 0) > 0.5,
    encoding: "UTF-16 (big-endian, without byte order mark)",
  },
  { holds: (bytes) => bytes.includes(0), encoding: "binary data" },
];

function startsWith(...start: number[]) {
  return (bytes: Uint8Array) => start.every((byte, index) => bytes[index] === byte);
}

function shareOfZeros(bytes: Uint8Array, odd: number): number {
  const every = bytes.filter((_, index) => index % 2 === odd);
  return every.filter((byte) => byte === 0).length / Math.max(1, every.length);
}

/**
 * The text of a source file, byte for byte: a byte order mark stays, since a version is its bytes. Throws SubmissionError
 * `source-invalid`, which names the encoding that the file seems to have.
 */
export function decodeSource(bytes: Uint8Array, file: string): string {
  const other = guesses.find(({ holds }) => holds(bytes))?.encoding;
  if (other !== undefined) throw notUtf8(file, null, `it looks like ${other}`);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const index = firstInvalid(bytes);
    const line = bytes.subarray(0, index).filter((byte) => byte === 0x0a).length + 1;
    const byte = `byte 0x${(bytes[index] ?? 0).toString(16).toUpperCase()}`;
    const isSurrogate = bytes[index] === 0xed && (bytes[index + 1] ?? 0) >= 0xa0;
    const likely = isSurrogate
      ? "begins half of a surrogate pair"
      : "looks like Latin-1 (ISO-8859-1) or Windows-1252";
    throw notUtf8(file, line, `${byte} ${likely}`);
  }
  validateText(file, text);
  return text;
}

/** Where the longest start that is UTF-8 ends. */
function firstInvalid(bytes: Uint8Array): number {
  const isUtf8 = (end: number, stream: boolean): boolean => {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, end), { stream });
      return true;
    } catch {
      return false;
    }
  };
  let [sound, wrong] = [0, bytes.length + 1];
  while (wrong - sound > 1) {
    // As a stream, a sequence that is cut off is no mistake yet, so that every start of a sound start is sound.
    const middle = Math.floor((sound + wrong) / 2);
    if (isUtf8(middle, true)) sound = middle;
    else wrong = middle;
  }
  while (!isUtf8(sound, false)) sound--;
  return sound;
}

const notUtf8 = (file: string, line: number | null, why: string) =>
  new SubmissionError({
    code: "source-invalid",
    message: `the file is not text in UTF-8: ${why}`,
    solution:
      "Save it in the encoding UTF-8: in VS Code click the encoding in the status bar, “Save with Encoding”; elsewhere `iconv -f OLD -t UTF-8`.",
    file,
    line,
  });
