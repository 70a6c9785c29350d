import { expect, test } from "vitest";
import { GuestConsole } from "./guestConsole.ts";

test("lines keep their order, with a level where it is not `log`", () => {
  const seen: string[] = [];
  const console = new GuestConsole(100, (level, line) => seen.push(`${level}/${line}`));
  console.add("log", "one");
  console.add("warn", "two");
  expect(console.all()).toEqual(["one", "warn: two"]);
  expect(seen).toEqual(["log/one", "warn/two"]);
});

test("what does not fit is counted, and not handed on", () => {
  let handed = 0;
  const console = new GuestConsole(20, () => (handed += 1));
  for (let i = 0; i < 10; i++) console.add("log", "12345");
  expect(console.all()).toEqual(["12345", "12345", "12345", "(7 more lines were dropped)"]);
  expect(handed).toBe(3);
});

test("an empty line counts as one character, a long one is cut", () => {
  const console = new GuestConsole(5000);
  console.add("log", "x".repeat(3000));
  expect(console.lines[0]).toHaveLength(2001);
  for (let i = 0; i < 10_000; i++) console.add("log", "");
  expect(console.lines.length).toBeLessThan(3002);
});
