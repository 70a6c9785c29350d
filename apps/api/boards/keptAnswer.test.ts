import { expect, test } from "vitest";
import { keptAnswer } from "./keptAnswer.ts";

test("an answer is made once for a tag, and again when too many others were asked for since, or where it is long", async () => {
  const made: string[] = [];
  const ask = (tag: string, text = tag) =>
    keptAnswer(tag, async () => {
      made.push(tag);
      return text;
    });
  expect([await ask("a"), await ask("a"), made]).toEqual(["a", "a", ["a"]]);
  for (let at = 0; at < 59; at++) await ask(`other ${at}`);
  await ask("a");
  await ask("one more");
  await ask("a");
  expect(made.filter((tag) => tag === "a")).toHaveLength(1);
  await ask("other 0");
  expect(made.filter((tag) => tag === "other 0")).toHaveLength(2);
  const long = "x".repeat(100_001);
  expect([await ask("long", long), await ask("long", long)]).toEqual([long, long]);
  expect(made.filter((tag) => tag === "long")).toHaveLength(2);
});
