import type { Dataset } from "../dataset.ts";

export const flights: Dataset = {
  id: "flights",
  card: {
    name: "US domestic flights",
    packages: ["vega-datasets@3.2.1", "hyparquet@1.31.5", "hyparquet-compressors@1.1.2"],
    licence: "data: US government work (public domain); package: BSD-3-Clause",
    attribution:
      "US Department of Transportation, Bureau of Transportation Statistics, by way of vega-datasets (flights-3m)",
    sha256: "284359e4f396b979180506ccfecdabb0410305fd4d5e00fa324c1b07a46bab95",
    examples: { train: 480_000, validation: 40_000, test: 40_000 },
    caveats: null,
  },
  files: [
    {
      name: "train.bin",
      bytes: 9600000,
      sha256: "d4952c44030f32c8396486c07c2ddeded191eb946943250c87a2d03e4f71a6f2",
    },
    {
      name: "validation.bin",
      bytes: 800000,
      sha256: "72c32ffac10740e5a984d650ff0a9879f3b66bbc9157d0180aaa89479941f39d",
    },
    {
      name: "test.bin",
      bytes: 800000,
      sha256: "a6a3acf2e5318092d5508bde3661afe07e1b3ec8f84241fe942cb750cd9aa268",
    },
    {
      name: "airports.json",
      bytes: 1375,
      sha256: "d41dfd971d3a3f15eeab9e9f541236835df1de007a4f8b1921bc84312a7725ac",
    },
  ],
};
