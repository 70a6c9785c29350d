import fc from "fast-check";
import { expect, test } from "vitest";
import { closestWord } from "./closestWord.ts";

const word = fc.stringMatching(/^[a-z]{4,12}$/);

test("a word is closest to itself, and a neighbouring swap is still recognised", () => {
  fc.assert(
    fc.property(word, fc.nat(), (name, place) => {
      expect(closestWord(name, ["zzzzzzzzzzzzzzzzzzzz", name])).toBe(name);
      const at = place % (name.length - 1);
      const swapped = name.slice(0, at) + name[at + 1] + name[at] + name.slice(at + 2);
      expect(closestWord(swapped, [name])).toBe(name);
    }),
  );
});
