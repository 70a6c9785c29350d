import { expect, test } from "vitest";
import { paperTests } from "./paperTests.ts";

test("a test proves something of the submissions that it is given, whatever else it names", () => {
  const text = `import { test } from "vitest";

test("nobody's", () => {});

paperTest("sgd", "falls (Robbins 1951)", async () => {
  await trainOn("adam", loss);
});

describe("Adam", () => {
  const run = () => trainOn("adam", loss);

  paperTest(["adam", "adamw"], "is \\"bounded\\"", async () => {
    await run();
  });

  paperTest.each<[string, number]>(["lion", "signsgd"], [
    ["lion", f(1)],
    ["signsgd", 2],
  ])("%s moves by η", async (name) => {});
});

paperTest("vcas", "alone again", () => {});
`;
  expect(paperTests(text)).toEqual([
    { heading: null, title: "falls (Robbins 1951)", submissions: ["sgd"] },
    { heading: "Adam", title: 'is "bounded"', submissions: ["adam", "adamw"] },
    { heading: "Adam", title: "%s moves by η", submissions: ["lion", "signsgd"] },
    { heading: null, title: "alone again", submissions: ["vcas"] },
  ]);
});

test("names that are not written out are refused, since nobody could list them", () => {
  expect(() => paperTests('paperTest(name, "falls", () => {});', "some.test.ts")).toThrow(
    /some\.test\.ts.*written out/,
  );
});
