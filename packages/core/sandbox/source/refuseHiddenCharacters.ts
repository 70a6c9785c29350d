import { lineAt } from "../lineAt.ts";
import { SubmissionError } from "../submissionError.ts";
import type { SourceToken } from "./sourceTokens.ts";

type Ranges = readonly (readonly [number, number])[];

/**
 * Characters that reorder what stands around them, or end a line that editors show as going on: by these a reader sees other
 * code than runs (Boucher & Anderson 2021, Trojan Source, arXiv 2111.00169). Numbers, not \p{…}: engines differ in Unicode's version.
 */
const reordering: Ranges = [
  [0x061c, 0x061c],
  [0x200e, 0x200f],
  [0x2028, 0x2029],
  [0x202a, 0x202e],
  [0x2066, 0x2069],
];

/** Characters without a form of their own: controls, zero widths, fillers, selectors, tags, private use, noncharacters. */
const invisible: Ranges = [
  [0x00, 0x08],
  [0x0b, 0x0c],
  [0x0e, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x034f, 0x034f],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200d],
  [0x2060, 0x2065],
  [0x206a, 0x206f],
  [0x2800, 0x2800],
  [0x3164, 0x3164],
  [0xe000, 0xf8ff],
  [0xfdd0, 0xfdef],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x13430, 0x13455],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0x10ffff],
];

/** Letters of scripts that are written with joiners, and pictures that are. */
const joined: Ranges = [
  [0x0600, 0x06ff],
  [0x0750, 0x077f],
  [0x08a0, 0x0dff],
];
const pictures: Ranges = [
  [0x2190, 0x2bff],
  [0x3030, 0x303d],
  [0x3297, 0x3299],
  [0x1f000, 0x1faff],
];
const zeroWidthNonJoiner = 0x200c;
const zeroWidthJoiner = 0x200d;
const selectors: Ranges = [[0xfe0e, 0xfe0f]];

const isIn = (ranges: Ranges, point: number | undefined): boolean =>
  point !== undefined && ranges.some(([first, last]) => point >= first && point <= last);

/** Where only such characters can be: nearly all files are ASCII, which this tells at once. */
const suspicious = /[^\t\n\r -~]/u;

/**
 * Refuses characters that nobody sees: anywhere those that reorder text, and the others outside of strings and comments; in these they
 * may stand where writing needs them (a joiner between Persian letters or in a family's picture, a picture's selector). Strings
 * count as constants besides. `tokens` are the file's, null for JSON. Throws SubmissionError `source-invalid`.
 */
export function refuseHiddenCharacters(
  path: string,
  text: string,
  tokens: readonly SourceToken[] | null,
): void {
  if (!suspicious.test(text)) return;
  const mark = text.startsWith("\ufeff") ? 1 : 0;
  let before: number | undefined;
  let token = 0;
  for (let index = mark; index < text.length; ) {
    const point = text.codePointAt(index) as number;
    const width = point > 0xffff ? 2 : 1;
    const reorders = isIn(reordering, point);
    if (reorders || isIn(invisible, point)) {
      while (tokens !== null && (tokens[token]?.to ?? Number.POSITIVE_INFINITY) <= index - mark) token++;
      const at = tokens?.[token];
      const isText = at === undefined || at.kind === "literal" || index - mark < at.from;
      if (reorders || !isText || !isUsual(before, point, text.codePointAt(index + width))) {
        throw hidden(path, text, index, point, reorders);
      }
    }
    // A picture's selector or colour stands between it and the joiner.
    if (!isIn(selectors, point)) before = point;
    index += width;
  }
}

function isUsual(before: number | undefined, point: number, after: number | undefined): boolean {
  if (point === zeroWidthNonJoiner) return isIn(joined, before) && isIn(joined, after);
  if (point === zeroWidthJoiner) {
    return (isIn(joined, before) && isIn(joined, after)) || (isIn(pictures, before) && isIn(pictures, after));
  }
  if (!isIn(selectors, point)) return false;
  const isKey = before !== undefined && /[0-9#*]/.test(String.fromCodePoint(before)) && after === 0x20e3;
  return (isIn(pictures, before) || isKey) && !isIn(selectors, after);
}

function hidden(path: string, text: string, index: number, point: number, reorders: boolean) {
  const name = point.toString(16).toUpperCase().padStart(4, "0");
  return new SubmissionError({
    code: "source-invalid",
    message: reorders
      ? `the character U+${name} makes editors show the code in another order or on other lines than it runs in`
      : `the character U+${name} cannot be seen`,
    solution: `Remove it; where a string needs it write the escape "\\u{${name}}".`,
    file: path,
    ...lineAt(text, index),
  });
}
