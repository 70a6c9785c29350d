/** Subwords apart from each other, the spaces within them as ▁ (as SentencePiece writes them); pieces without text are left out. */
export const showPieces = (pieces: readonly string[]): string =>
  pieces
    .filter((piece) => piece !== "")
    .map((piece) => piece.replaceAll(" ", "▁"))
    .join(" ");
