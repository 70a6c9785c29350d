import { UserError } from "@steepest/base/userError.ts";

/** A unigram vocabulary of SentencePiece (Kudo 2018, arXiv 1804.10959): what a piece counts as and its log-probability. */
export interface SentencePieces {
  /** The ids of a text's likeliest pieces. */
  encode(text: string): number[];
  /** The text of pieces; control and unknown pieces say nothing. */
  decode(ids: ArrayLike<number>): string;
}

/** Marks the start of a word. */
const boundary = "▁";
/** SentencePiece's own first three pieces; an unknown character costs 10 more than the unlikeliest piece. */
const [unknown, specials] = [0, 3];
const unknownPenalty = 10;

/** Reads a `.vocab` file as SentencePiece's trainer writes it beside the model: a piece, a tab and its log-probability on every line. */
export function parseSentencePieces(vocabulary: string): SentencePieces {
  const ids = new Map<string, { readonly id: number; readonly score: number }>();
  for (const [id, line] of vocabulary.trimEnd().split("\n").entries()) {
    const [piece, score] = line.replace(/\r$/, "").split("\t");
    if (piece === undefined || score === undefined || !Number.isFinite(Number(score))) throw refusal(id + 1);
    if (id >= specials) ids.set(piece, { id, score: Number(score) });
  }
  const pieces = [...ids];
  const texts = new Map(pieces.map(([piece, { id }]) => [id, piece]));
  const longest = pieces.reduce((most, [piece]) => Math.max(most, piece.length), 1);
  const lowest = pieces.reduce((least, [, { score }]) => Math.min(least, score), 0) - unknownPenalty;
  return {
    encode(text) {
      const marked = boundary + text.trim().replaceAll(/\s+/g, boundary);
      // best[n]: the likeliest pieces of the first n characters, by the last of them.
      const best = [{ score: 0, start: 0, id: unknown }];
      for (let end = 1; end <= marked.length; end++) {
        let found = { score: (best[end - 1]?.score as number) + lowest, start: end - 1, id: unknown };
        for (let start = Math.max(0, end - longest); start < end; start++) {
          const piece = ids.get(marked.slice(start, end));
          if (piece === undefined) continue;
          const score = (best[start]?.score as number) + piece.score;
          if (score > found.score) found = { score, start, id: piece.id };
        }
        best.push(found);
      }
      const encoded: number[] = [];
      for (let end = marked.length; end > 0; end = best[end]?.start as number)
        encoded.push(best[end]?.id as number);
      return encoded.reverse();
    },
    decode: (wanted) =>
      Array.from(wanted, (id) => texts.get(id) ?? "")
        .join("")
        .replaceAll(boundary, " ")
        .trim(),
  };
}

const refusal = (line: number): UserError =>
  new UserError({
    code: "bad-vocabulary",
    what: `Line ${line} of the SentencePiece vocabulary is no piece with its log-probability.`,
    solution:
      "Give the text vocabulary: what `spm_export_vocab --model=… --output=…` writes, not the model itself.",
  });
