import { UserError } from "@steepest/base/userError.ts";
import { expect, test } from "vitest";
import { parseSentencePieces } from "./sentencePieces.ts";

const vocabulary = "<unk>\t0\n<s>\t0\n</s>\t0\n▁\t-2\nA\t-3\nB\t-3\nAB\t-4\n▁A\t-3.5\n▁AB\t-6\n";

test("takes the likeliest pieces", () => {
  const { encode } = parseSentencePieces(vocabulary);
  // ▁AB −6 against ▁ + AB −6, ▁A + B −6.5: the first of equals; ▁A −3.5 against ▁ + A −5.
  expect(encode("AB")).toEqual([8]);
  expect(encode("A  B")).toEqual([7, 3, 5]);
  expect(encode("ABB")).toEqual([8, 5]);
});

test("an unknown character is piece 0", () => {
  expect(parseSentencePieces(vocabulary).encode("A!B")).toEqual([7, 0, 5]);
});

test("decodes pieces to words", () => {
  const { encode, decode } = parseSentencePieces(vocabulary);
  expect(decode([...encode("AB A BB"), 2])).toBe("AB A BB");
});

test("a model in place of a vocabulary is refused", () => {
  expect(() => parseSentencePieces("\u0000binary")).toThrow(UserError);
});
