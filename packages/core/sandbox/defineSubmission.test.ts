import { expect, test } from "vitest";
import { loadEngine } from "./loadEngine.ts";
import { readManifest } from "./readManifest.ts";

const common = 'name: "test_me", ruleset: "self", hyperparameters: [{ lr: 0.1 }]';
const read = async (fields: string) =>
  readManifest(
    {
      entry: "a.js",
      files: {
        "a.js": `import { defineSubmission, scale } from "steepest";\nexport default defineSubmission({ ${fields} });`,
      },
    },
    await loadEngine(),
  );

test("either form is a submission, with what it says of itself", async () => {
  expect(await read(`${common}, optimizer: () => scale(-1)`)).toEqual({
    name: "test_me",
    ruleset: "self",
    hyperparameters: [{ lr: 0.1 }],
  });
  const described = 'description: "d", authors: ["a"], paper: "1412.6980", stateBytesPerParameter: 4';
  expect(await read(`${common}, ${described}, init() {}, update() {}`)).toMatchObject({
    description: "d",
    authors: ["a"],
    paper: "1412.6980",
    stateBytesPerParameter: 4,
  });
});

test.each([
  [common, "`init` is missing"],
  [`${common}, init() {}`, "`update` is missing"],
  [`${common}, optimizer: 5`, "`optimizer` is missing"],
  [`${common}, optimizer() {}, update() {}`, "`update` does not go with `optimizer`"],
  [`${common}, optimizer() {}, prepareForEval: 5`, "`prepareForEval` must be a function"],
  [`${common}, init() {}, update() {}, batchSize: 64`, "`batchSize` must be a function"],
  [`${common.replace("test_me", "Test")}, init() {}, update() {}`, "must be 2 to 48 of a-z"],
  [`${common.replace("self", "open")}, init() {}, update() {}`, "ruleset"],
  [`${common}, init() {}, update() {}, description: "${"x".repeat(501)}"`, "description"],
])("%s is refused: %s", async (fields, says) => {
  await expect(read(fields)).rejects.toThrow(says);
});
