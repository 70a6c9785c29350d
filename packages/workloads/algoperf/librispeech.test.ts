import { UserError } from "@steepest/base/userError.ts";
import { expect, test } from "vitest";
import { librispeechFeatures, librispeechLabels, parseTranscripts } from "./librispeech.ts";
import { parseSentencePieces } from "./sentencePieces.ts";

test("reads a chapter's transcripts and refuses what is none", () => {
  expect(
    parseTranscripts("84-121123-0000 GO DO YOU HEAR\n84-121123-0001 BUT\n", "84-121123.trans.txt"),
  ).toEqual([
    { id: "84-121123-0000", text: "GO DO YOU HEAR" },
    { id: "84-121123-0001", text: "BUT" },
  ]);
  expect(() => parseTranscripts("GO DO YOU HEAR\n", "x")).toThrow(UserError);
});

test("labels are the transcript's pieces and the end of the sentence", () => {
  const pieces = parseSentencePieces("<unk>\t0\n<s>\t0\n</s>\t0\n▁GO\t-2\n▁DO\t-3\n");
  expect([...librispeechLabels(pieces, "GO DO")]).toEqual([3, 4, 2]);
});

test("features are 80 standardized bands of every whole frame of 25 ms", () => {
  // Silence is at the logarithm's floor: (ln 10⁻⁵ + 7.6048) / 3.4353 = −1.1376 in the lowest band, in steps of 1 / 32.
  const features = librispeechFeatures(new Int16Array(401 + 2 * 160));
  expect(features).toHaveLength(3 * 80);
  expect(features[0]).toBe(128 - 36);
  expect(features[160]).toBe(features[0]);
});
