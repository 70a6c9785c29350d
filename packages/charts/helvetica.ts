/** Advance widths of Helvetica, in thousandths of its size, for the characters 32 to 126 (Adobe's metrics of the standard fonts). */
const widths = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
  556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
  500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
  556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
  278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/** What WinAnsi has between 128 and 159, as far as charts use it. */
const high: Readonly<Record<string, number>> = {
  "€": 128,
  "…": 133,
  "‘": 145,
  "’": 146,
  "“": 147,
  "”": 148,
  "•": 149,
  "–": 150,
  "—": 151,
};

/** Text in WinAnsi, one character a byte. The minus sign becomes a dash; what the encoding lacks, a question mark. */
export const winAnsi = (text: string): string =>
  Array.from(text.replaceAll("−", "–").replaceAll("\u202f", "\u00a0"), (character) => {
    const code = character.codePointAt(0) ?? 0;
    if ((code >= 32 && code < 127) || (code >= 160 && code < 256)) return character;
    return String.fromCharCode(high[character] ?? 63);
  }).join("");

/** How wide a text is, in thousandths of its size. Beyond ASCII a usual width is taken. */
export const helveticaWidth = (text: string): number =>
  Array.from(winAnsi(text)).reduce(
    (sum, character) => sum + (widths[character.charCodeAt(0) - 32] ?? 556),
    0,
  );
