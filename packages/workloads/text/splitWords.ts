/** Stands for a space within a piece, as in SentencePiece: words keep the space before them, so that joining pieces gives the text. */
export const spaceMark = "▁";

const word = /▁?\p{L}+|▁?\p{N}+|▁?[^\p{L}\p{N}▁]+|▁/gu;

/**
 * The words of a text: runs of letters, of digits, or of other characters, each with the space before it as `▁`. Pieces never
 * cross their borders. Runs of white space count as one space; joined and with `▁` for spaces they are the text again.
 */
export const splitWords = (text: string): readonly string[] =>
  text.trim().replaceAll(/\s+/g, spaceMark).match(word) ?? [];
