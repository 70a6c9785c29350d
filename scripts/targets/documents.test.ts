import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { lastCountedStep } from "../../packages/workloads/node/targets/bestValue.ts";

const docs = new URL("../../docs/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, docs), "utf8").replaceAll(/\s+/g, " ");
const words = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const share = `${words[lastCountedStep(100) / 10]} tenths`;

test.each([
  "targets.md",
  "workloads.md",
  "rules.md",
  "decisions/0015-targets-of-short-runs.md",
  "decisions/0028-search-runs-end-early.md",
])("%s says of which share of a run a target is taken, as the procedure does", (name) =>
  expect(read(name)).toContain(share),
);

test("no page names another share of a run for targets, but as one that was", () => {
  const names = readdirSync(docs, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".md"),
  );
  for (const name of names) {
    const others = [...read(name).matchAll(/within the first (\w+ tenths)/g)].filter(
      ([, said]) => said !== share,
    );
    expect(
      others.map(([text]) => text),
      name,
    ).toEqual([]);
  }
});
