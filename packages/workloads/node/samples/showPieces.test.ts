import { expect, test } from "vitest";
import { showPieces } from "./showPieces.ts";

test("pieces stand apart and show the spaces that belong to them", () => {
  expect(showPieces(["Der", " Para", "meter", " ", ""])).toBe("Der ▁Para meter ▁");
});
