import { expect, test } from "vitest";
import { learnSubwords } from "./learnSubwords.ts";
import { subwords } from "./subwords.ts";

// The example of Sennrich et al. 2016 (arXiv 1508.07909, algorithm 1) without its end-of-word mark.
const texts = [
  ...Array<string>(5).fill("low"),
  ...Array<string>(2).fill("lower"),
  ...Array<string>(6).fill("newest"),
  ...Array<string>(3).fill("widest"),
];

test("the most frequent pair joins first: es (9), est (9), lo (7), low (7)", () => {
  const rules = learnSubwords(texts, { size: 3 + 11 + 4, leastCharacterCount: 1 });
  expect(rules.characters).toEqual([..."deilnorstw"]);
  const words = subwords(learnSubwords(texts, { size: 3 + 10 + 4, leastCharacterCount: 1 }));
  expect(words.encode("lowest").map((id) => words.decode([id]))).toEqual(["low", "est"]);
});

test("pieces never cross a word's border, and none is learned from a pair that occurs once", () => {
  const rules = learnSubwords(["ab12", "ab12", "xy"], { size: 100, leastCharacterCount: 1 });
  const words = subwords(rules);
  expect(words.encode("ab12").map((id) => words.decode([id]))).toEqual(["ab", "12"]);
  expect(rules.merges).toHaveLength(2);
});
