import type { Dataset } from "../dataset.ts";

export const typescriptAst: Dataset = {
  id: "typescript_ast",
  card: {
    name: "Syntax trees of the TypeScript compiler's functions",
    packages: ["typescript@5.9.3"],
    licence: "Apache-2.0",
    attribution: "Microsoft Corporation, TypeScript 5.9.3 (lib/typescript.js)",
    sha256: "e50da3151b383aaaacd3b8c892402270d92e82b4f092a45742271cd7e6c20645",
    examples: { train: 8_732, validation: 1_044, test: 1_092 },
    caveats:
      "One code base with one style. Names are masked where a function calls itself, but words of its name may occur in its body.",
  },
  files: [
    {
      name: "train.bin",
      bytes: 7829512,
      sha256: "9426a7d0641b0d74bdf68702c335cef72751083613958344638202c52904fe9a",
    },
    {
      name: "validation.bin",
      bytes: 953416,
      sha256: "7c97b670c651b8f80dc841fd91b50b4f4656d16756425296f9749217b1fb1f2f",
    },
    {
      name: "test.bin",
      bytes: 980032,
      sha256: "a885392b119ee2643b37818bac93a30bfbcd5a604f5c0e694199b14dcfb00701",
    },
    {
      name: "names.json",
      bytes: 11105,
      sha256: "53a9004e8b760309fab53871ed9d9060b3ff6107ad7f1b4bad358982b89abd19",
    },
  ],
};
