import { expect, test } from "vitest";
import { askedClaims, type ShownClaim } from "./shownClaim.ts";

const claim = (id: string, more: Partial<ShownClaim>): ShownClaim => ({
  ...{ id, topic: "State", claim: "Lion keeps half", source: "Chen et al. 2023", standing: "holds" },
  ...{ found: "4 against 8 bytes", commands: ["steepest lab compare lion adam"], remark: null },
  ...more,
});
const claims = [claim("a", {}), claim("b", { topic: "Width", standing: "to be tried", found: null })];
const asked = (query: string) => askedClaims(claims, new URLSearchParams(query)).map(({ id }) => id);

test("an address asks for claims of a standing, of a topic, with words", () => {
  expect(asked("")).toEqual(["a", "b"]);
  expect(asked("standing=holds")).toEqual(["a"]);
  expect(asked("topic=Width")).toEqual(["b"]);
  expect(asked("find=LION%20bytes")).toEqual(["a"]);
  expect(asked("find=lion&topic=Width&standing=holds")).toEqual([]);
  expect(asked("find=nothing")).toEqual([]);
});

test("a value that no claim has asks for nothing", () => {
  expect(asked("standing=maybe&topic=&find=+")).toEqual(["a", "b"]);
});
