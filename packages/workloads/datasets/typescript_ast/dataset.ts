import type { Dataset } from "../dataset.ts";

export const typescriptAst: Dataset = {
  id: "typescript_ast",
  card: {
    name: "Syntax trees of the TypeScript compiler's functions",
    packages: ["typescript@5.9.3"],
    licence: "Apache-2.0",
    attribution: "Microsoft Corporation, TypeScript 5.9.3 (lib/typescript.js)",
    sha256: "2f49b715a58f668b2d9ee13dc8c850bbf346817c5bd24db162561c360a8a030b",
    examples: { train: 8_732, validation: 1_044, test: 1_092 },
    caveats:
      "One code base with one style. Names are masked where a function calls itself, but words of its name may occur in its body.",
  },
  files: [
    {
      name: "train.bin",
      bytes: 10379256,
      sha256: "27dcab6036305834d5ed2699664aba8e55a9db608813cf73b9bb23fe0318ea98",
    },
    {
      name: "validation.bin",
      bytes: 1258264,
      sha256: "1e79c3b64c56b675824c112376de46ac48f16dec1531f32a687020c0ff09c69d",
    },
    {
      name: "test.bin",
      bytes: 1298896,
      sha256: "00871409f09af9026b8e39cbf87294cb4a7616edbad8f9142308aa40d805dcad",
    },
    {
      name: "names.json",
      bytes: 12429,
      sha256: "7f70fa4a5606c37977be71ecc832a725713542dfa6e0cceb7f5203beef0dd95f",
    },
  ],
};
