import { expect, test } from "vitest";
import { alphabetSize, decode, encode } from "./alphabet.ts";

test("every symbol stands for one character and back", () => {
  const all = Uint8Array.from({ length: alphabetSize }, (_, symbol) => symbol);
  expect(encode(decode(all))).toEqual(all);
  expect(encode("\n ~")).toEqual(Uint8Array.of(0, 1, 95));
});

test("a character outside the alphabet is refused", () => {
  for (const text of ["é", "\t", "\u001f", "\u007f"]) expect(() => encode(text)).toThrow(RangeError);
});
