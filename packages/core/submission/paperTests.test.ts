import { expect, test } from "vitest";
import { paperTests } from "./paperTests.ts";

test("a test is about the submissions that it names in quotes", () => {
  const text = `import { test } from "vitest";
const other = "not_in_a_test";

test("sgd falls (Robbins 1951)", async () => {
  await trainOn("sgd", loss);
});

describe("Adam", () => {
  const run = () => trainOn("adam", loss);

  test("is bounded", async () => {
    await run();
  });

  test.each<[string, number]>([
    ["lion", 1],
    ["signsgd", 2],
  ])("%s moves by η", async (name) => {});
});

test("alone again", () => {});
`;
  expect(paperTests(text)).toEqual([
    { heading: null, title: "sgd falls (Robbins 1951)", submissions: ["sgd"] },
    { heading: null, title: "Adam", submissions: ["adam"] },
    { heading: "Adam", title: "is bounded", submissions: [] },
    { heading: "Adam", title: "%s moves by η", submissions: ["lion", "signsgd"] },
    { heading: null, title: "alone again", submissions: [] },
  ]);
});
