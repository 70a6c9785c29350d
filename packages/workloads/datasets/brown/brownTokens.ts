import type { Dataset } from "../dataset.ts";
import { brown } from "./dataset.ts";

/** The same texts and splits as `brown`, in subwords. */
export const brownTokens: Dataset = {
  id: "brown_tokens",
  card: {
    ...brown.card,
    sha256: "d7bdaf508dbd500fbd2c32eb2467fa855be38c18149adc62fefd792484583a3b",
    examples: { train: 31_845, validation: 1_774, test: 1_769 },
    caveats:
      'Subwords of a byte-pair vocabulary that was learned on the training documents; words are joined by single spaces, punctuation apart (`said , " no "`), as the corpus tokenizes them; windows may span two documents of a split.',
  },
  files: [
    {
      name: "vocabulary.json",
      bytes: 8755,
      sha256: "54a7d64b3d1db9a00175cd9fd3ba25c7eb5af437ee4bea32ebf31708afc17d9f",
    },
    {
      name: "train-tokens.bin",
      bytes: 4076178,
      sha256: "999f8301c1d55ed5d75833256bee374a6c74c7085da59704c6f0d5ae457ad25d",
    },
    {
      name: "validation-tokens.bin",
      bytes: 227082,
      sha256: "0891e4b6e7753710a3ed74bde5fdb3e48c020c166245c7544ecd92049cbaa4fd",
    },
    {
      name: "test-tokens.bin",
      bytes: 226534,
      sha256: "af54396623a6e6ed1a08bbb5965c9de7e5806d45ee8537a8cf45165fc5a503b5",
    },
  ],
};
