import { expect, test } from "vitest";
import { jsonModule } from "./jsonModule.ts";
import { loadEngine } from "./loadEngine.ts";
import { readManifest } from "./readManifest.ts";

const engine = await loadEngine();

/** What a submission that imports the file gives for its hyperparameters. */
async function pointsFrom(json: string, importing: string, points: string) {
  const text = `${importing}\nimport { defineSubmission, scale } from "steepest";
export default defineSubmission({ name: "ab", ruleset: "external", hyperparameters: ${points}, optimizer: () => scale(-1) });\n`;
  const source = { entry: "a.ts", files: { "a.ts": text, "data/space.json": json } };
  return (await readManifest(source, engine)).hyperparameters;
}

test.each([
  ['import space from "./data/space.json";'],
  ['import space from "./data/space.json" with { type: "json" };'],
  ['import { default as space } from "./data/space.json";'],
  ['import * as all from "./data/space.json"; const space = all.default;'],
  ['const { default: space } = await import("./data/space.json");'],
  ['const { default: space } = await import("./data/space.json", { with: { type: "json" } });'],
])("%s gives the file's value", async (importing) => {
  const json = '{ "lr": { "min": 1e-4, "max": 0.1, "scaling": "log" } }';
  expect(await pointsFrom(json, importing, "space")).toEqual({ lr: { min: 1e-4, max: 0.1, scaling: "log" } });
});

test.each([
  ["an array", '[{ "lr": 0.1 }, { "lr": 0.2 }]', "space", [{ lr: 0.1 }, { lr: 0.2 }]],
  ["a number", "-1.5e-3", "[{ lr: space }]", [{ lr: -0.0015 }]],
  ["text with a byte order mark and CR LF", '\ufeff{\r\n"lr": 0.1\r\n}\r\n', "[space]", [{ lr: 0.1 }]],
  [
    "strings that would end a script",
    '["\\u2028`${\'\\"</script>"]',
    "[{ text: space[0].slice(1) }]",
    [{ text: "`${'\"</script>" }],
  ],
  ["null", "null", "[{ isNull: space === null }]", [{ isNull: true }]],
  // As data: an own field, whose value is no prototype of anything.
  [
    "__proto__",
    '{ "__proto__": { "lr": 1 } }',
    '[{ lr: space.lr === undefined, own: Object.hasOwn(space, "__proto__") }]',
    [{ lr: true, own: true }],
  ],
  [
    "a frozen value",
    '{ "a": [1] }',
    "[{ whole: Object.isFrozen(space), part: Object.isFrozen(space.a) }]",
    [{ whole: true, part: true }],
  ],
  ["nesting of 100", `${"[".repeat(100)}${"]".repeat(100)}`, "[{ length: space.length }]", [{ length: 1 }]],
])("%s is data", async (_, json, points, expected) => {
  expect(await pointsFrom(json, 'import space from "./data/space.json";', points)).toEqual(expected);
});

test.each([
  ["", 1, 1, "the file ends"],
  ["export default 1", 1, 1, 'found "e"'],
  ['{\n  "lr": 0.1,\n}', 3, 1, "a comma too many"],
  ["[1, 2,]", 1, 7, "a comma too many"],
  ['{ "a": 1 "b": 2 }', 1, 10, '"," or "}"'],
  ["{ lr: 1 }", 1, 3, "a name in double quotes"],
  ["{ 'lr': 1 }", 1, 3, "strings are written in double quotes"],
  ["// space\n{}", 1, 1, "JSON has no comments"],
  ['{ "a": NaN }', 1, 8, "JSON has no NaN"],
  ['{ "a": .5 }', 1, 8, "a number that JSON does not have"],
  ['{ "a": 01 }', 1, 8, "a number that JSON does not have"],
  ['{ "a": "\n" }', 1, 8, "a string that does not end on its line"],
  ['\ufeff\r\n\r\n["\\x41"]', 3, 2, "an escape that JSON does not have"],
  ["{} {}", 1, 4, "the end of the file"],
  ['{ "a": 1', 1, 9, "the file ends"],
  ["truely", 1, 1, "a value"],
  ["undefined", 1, 1, "a value"],
  ["[".repeat(101), 1, 101, "nested deeper than 100"],
  ["[".repeat(60_000), 1, 101, "nested deeper than 100"],
])("%j is refused at %d:%d: %s", (json, line, column, says) => {
  expect(() => jsonModule("space.json", json)).toThrow(
    expect.objectContaining({
      code: "syntax-error",
      file: "space.json",
      line,
      column,
      message: expect.stringContaining(says),
    }),
  );
});

test.each(["0", "-0", "1E+5", "true", " [ ] ", '{"a":{"b":[{},[],"\\ud83d\\u00e9\u2028"]}}', '"\u007f"'])(
  "%s is what JSON.parse takes",
  (json) => {
    JSON.parse(json);
    expect(jsonModule("a.json", json)).toContain(JSON.stringify(json));
  },
);

test("a name asked of a JSON file is told how to read it", async () => {
  await expect(
    pointsFrom('{ "lr": 1 }', 'import { lr } from "./data/space.json";', "[{ lr }]"),
  ).rejects.toMatchObject({
    code: "import-unknown",
    message: 'a.ts:1: data/space.json exports nothing that is called "lr"',
    solution: expect.stringContaining("read data.lr"),
  });
});
