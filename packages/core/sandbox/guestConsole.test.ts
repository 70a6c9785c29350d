import { expect, test } from "vitest";
import { GuestConsole } from "./guestConsole.ts";

test("lines keep their order, with a level where it is not `log`", () => {
  const seen: string[] = [];
  const console = new GuestConsole(100, (line) => seen.push(line));
  console.add("log", "one");
  console.add("warn", "two");
  expect(console.all()).toEqual(["one", "warn: two"]);
  expect(seen).toEqual(["one", "warn: two"]);
});

test("what does not fit is counted, and handed on as one line that says so", () => {
  const handed: string[] = [];
  const console = new GuestConsole(20, (line) => handed.push(line));
  for (let i = 0; i < 10; i++) console.add("log", "12345");
  expect(console.all()).toEqual(["12345", "12345", "12345", "(7 more lines were dropped)"]);
  expect(handed.slice(3)).toEqual(["(more than 20 characters: the rest is not shown)"]);
});

test("an empty line counts as one character, a long one is cut", () => {
  const console = new GuestConsole(5000);
  console.add("log", "x".repeat(3000));
  expect(console.lines[0]).toHaveLength(2001);
  for (let i = 0; i < 10_000; i++) console.add("log", "");
  expect(console.lines.length).toBeLessThan(3002);
});
