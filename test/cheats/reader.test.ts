import { afterAll, expect, test } from "vitest";
import { highlightRuns } from "../../apps/api/reader/highlightRuns.ts";
import { openReader } from "../../apps/api/reader/node/openReader.ts";
import { type Reading, readingSchema } from "../../apps/api/reader/reading.ts";
import type { SubmissionSource } from "../../packages/core/schema/sourceFiles.ts";
import { bombSource, bombs } from "./bombs.ts";

const reader = openReader({ deadlineMilliseconds: 1500, mostWaiting: 3, mostWaitingOfTurn: 2 });
afterAll(() => reader.close());

const read = async (source: SubmissionSource, turn: string, evaluate = true): Promise<Reading> => {
  const answer = await reader.fetch({ json: async () => ({ source, evaluate, turn }) });
  return readingSchema.parse(await answer.json());
};
const [endless] = bombs.map(bombSource) as [SubmissionSource];
const honest: SubmissionSource = bombSource({ name: "honest", code: "const rate = 0.1;" });

test("a reading that never ends is killed, others are read meanwhile, and the next one of the same turn is read", async () => {
  const order: string[] = [];
  const note = (name: string) => (reading: Reading) => {
    order.push(name);
    return reading.state === "stopped" ? reading.why : reading.state;
  };
  const answers = await Promise.all([
    read(endless, "mallory").then(note("bomb")),
    read(honest, "mallory").then(note("after the bomb")),
    read(honest, "ada").then(note("somebody else's")),
  ]);
  expect(answers).toEqual(["deadline", "read", "read"]);
  expect(order).toEqual(["somebody else's", "bomb", "after the bomb"]);
});

test("whoever sends more than can wait is told to come again, and nobody else is", async () => {
  const sent = [1, 2, 3, 4].map(() => read(honest, "mallory"));
  const other = read(honest, "ada");
  const states = (await Promise.all(sent)).map(({ state }) => state);
  expect(states.filter((state) => state === "busy")).toHaveLength(1);
  expect((await other).state).toBe("read");
});

test("files are highlighted without being run, and those that cannot be parsed are shown plainly", async () => {
  const source = { ...endless, files: { ...endless.files, "b.ts": "/[" } };
  const reading = await read(source, "views", false);
  expect(reading).toMatchObject({ state: "read", manifest: null, highlighting: { files: { "b.ts": [] } } });
  if (reading.state === "read") expect(reading.highlighting.files["bomb.ts"]?.length).toBeGreaterThan(20);
});

// Each of these took seconds to minutes in the highlighter, which mends what it cannot read.
test.each(["/[]", "a<", "a<b>", "<", "-", "${", "/*", '"', "await ", "(a=<T>", "a! b", "enum E{"])(
  "the highlighter is not given what no parser accepts: %s",
  (unit) => {
    expect(highlightRuns({ "a.ts": unit.repeat(Math.floor(60_000 / unit.length)) }).files["a.ts"]).toEqual([]);
  },
);

test("tokens cover the text, in TypeScript and in JSON", () => {
  const files = { "a.ts": "const a: number = 1; // one\n", "b.json": '{"a": [1, "x"]}\n' };
  const { files: runs, classes } = highlightRuns(files);
  for (const [path, text] of Object.entries(files)) {
    const lengths = runs[path]?.filter((_, place) => place % 2 === 0) ?? [];
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(text.length);
  }
  expect(classes).toContain("tok-comment");
});
