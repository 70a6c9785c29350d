import type { Dataset } from "../dataset.ts";

export const messages: Dataset = {
  id: "messages",
  card: {
    name: "UI messages, English and German (TypeScript's diagnostics, OpenStreetMap's tagging schema)",
    packages: ["typescript@5.9.3", "@openstreetmap/id-tagging-schema@6.19.2"],
    licence: "Apache-2.0 (TypeScript); ISC (id-tagging-schema)",
    attribution:
      "Diagnostics of the TypeScript compiler, © Microsoft Corporation; presets and fields of OpenStreetMap's id-tagging-schema and their translations, © its contributors",
    sha256: "bdee126bcd6d8bbda05bbfeffa87930d6fffcdc5d419d69126cdff765bc13268",
    examples: { train: 1_157, validation: 400, test: 419 },
    caveats:
      "Training examples are rows of packed message pairs (4,624 of 4,668, those of over 64 subwords left out); messages are terse, with placeholders like {0}, and half of them are labels of a few words.",
  },
  files: [
    {
      name: "vocabulary.json",
      bytes: 8920,
      sha256: "71b67f6bcaceab1c0dd6848caaf1851dd8c4d31d383771debd03c8f623a5a580",
    },
    {
      name: "train-english.bin",
      bytes: 131182,
      sha256: "372a471166d485d6ddb4a144d30123d65582cd81ac6f0970b040d351de949be1",
    },
    {
      name: "train-german.bin",
      bytes: 152018,
      sha256: "de1aec9f243474e13fe54f3065a8a4e76daa6c447ede91a951dd9b277f61cfb5",
    },
    {
      name: "validation-english.bin",
      bytes: 12258,
      sha256: "516e81d8031583c9a4ab68ac1419c501163be5567cc2975ceb791873034e0ff9",
    },
    {
      name: "validation-german.bin",
      bytes: 14372,
      sha256: "3f3967a43e6593ef2a441b22e5d9dbf1ec20402c847b850ced0dbdd4ff4056a6",
    },
    {
      name: "validation-german.txt",
      bytes: 19134,
      sha256: "193e62c68cf41524cabd1bc78ae928bc1f3fd452ee5332b753b69873c26b00f7",
    },
    {
      name: "test-english.bin",
      bytes: 12428,
      sha256: "040596995e4a3bf74aadc69d7a5fd1df5edbcb3106c3854abe1b75fbba21da9c",
    },
    {
      name: "test-german.bin",
      bytes: 14688,
      sha256: "68421bf52dcc51ca1074ae9096833ace3f34da07d4af89a34ac660d233333e68",
    },
    {
      name: "test-german.txt",
      bytes: 19717,
      sha256: "8a99e12334f50a7dbc785d2ccd5d557ed9ec306802fcae8216df640886a791c3",
    },
  ],
};
