import { expect, test } from "vitest";
import { seedOf } from "./seedOf.ts";

const ada = { owner: "ada", submission: "nadamw" };

test("with a secret a seed follows from owner and submission, and from nothing else", () => {
  const seed = seedOf("secret", ada);
  expect(seedOf("secret", ada)).toBe(seed);
  expect(Number.isSafeInteger(seed)).toBe(true);
  const others = [
    seedOf("other", ada),
    seedOf("secret", { ...ada, owner: "bob" }),
    seedOf("secret", { ...ada, submission: "adam" }),
    // No way of moving a letter from one to the other.
    seedOf("secret", { owner: "adan", submission: "adamw" }),
  ];
  expect(new Set([seed, ...others]).size).toBe(5);
});

test("without one every entry draws its own", () => {
  expect(seedOf(undefined, ada)).not.toBe(seedOf(undefined, ada));
});
