import fc from "fast-check";
import { expect, test } from "vitest";
import { learnSubwords } from "./learnSubwords.ts";
import { spaceMark, splitWords } from "./splitWords.ts";
import { endId, paddingId, subwords, unknownId } from "./subwords.ts";

const text = fc.string({ unit: fc.constantFrom(..."abcdeäß .,{}01 ") });
const normalized = (line: string) => line.trim().replaceAll(/\s+/g, " ");

test("words joined are the text", () => {
  fc.assert(
    fc.property(text, (line) => {
      expect(splitWords(line).join("").replaceAll(spaceMark, " ")).toBe(normalized(line));
    }),
  );
});

test("a text comes back from its ids, whatever was learned", () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), fc.integer({ min: 10, max: 60 }), (lines, size) => {
      const words = subwords(learnSubwords(lines, { size, leastCharacterCount: 1 }));
      for (const line of lines) {
        expect(words.decode([paddingId, ...words.encode(line), endId, 7, 8])).toBe(normalized(line));
      }
    }),
  );
});

test("a larger vocabulary never makes a text longer", () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), (lines) => {
      const lengths = [20, 40, 80].map((size) => {
        const words = subwords(learnSubwords(lines, { size, leastCharacterCount: 1 }));
        return lines.reduce((total, line) => total + words.encode(line).length, 0);
      });
      expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
    }),
  );
});

test("the order of texts does not change what is learned", () => {
  fc.assert(
    fc.property(fc.array(text), (lines) => {
      const options = { size: 40, leastCharacterCount: 1 };
      expect(learnSubwords(lines.toReversed(), options)).toEqual(learnSubwords(lines, options));
    }),
  );
});

test("a character that was too rare is unknown and shows as such", () => {
  const words = subwords(learnSubwords(["aab", "aac"], { size: 20, leastCharacterCount: 2 }));
  expect(words.encode("b")).toEqual([unknownId]);
  expect(words.decode(words.encode("aab"))).toBe("aa�");
});
