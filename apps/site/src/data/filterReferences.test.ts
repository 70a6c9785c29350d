import { submissionFilterSchema } from "@steepest/core/schema/api/submissionFilter.ts";
import { expect, test } from "vitest";
import { askedFields } from "./askedFields.ts";
import { filterReferences } from "./filterReferences.ts";

const entry = (name: string, ruleset: "external" | "self", golden: boolean, papers: number) => ({
  name,
  manifest: {
    ...{ name, ruleset, hyperparameters: [{}], description: `The method ${name}.` },
    ...(papers > 0 ? { paper: `arXiv 1412.698${papers - 1}`, stateBytesPerParameter: 4 * papers } : {}),
  },
  verification: {
    golden: golden ? `submissions/${name}/golden.json` : null,
    papers: Array.from({ length: papers }, () => ({ heading: null, title: "", submissions: [], file: "" })),
  },
});
const all = [
  entry("a", "external", true, 0),
  entry("b", "self", false, 2),
  entry("c", "external", true, 1),
  entry("d", "external", false, 1),
];
const shown = (query: string) => {
  const asked = new URLSearchParams(query);
  const { filter } = askedFields(submissionFilterSchema, asked);
  return filterReferences(all, filter, asked.get("verified")).map(({ name }) => name);
};

test("shows all where nothing is asked for, or nothing that it knows", () => {
  expect(shown("")).toEqual(["a", "b", "c", "d"]);
  expect(shown("ruleset=both&verified=never&sort=name&family=odd&stateTo=much")).toEqual([
    "a",
    "b",
    "c",
    "d",
  ]);
});

test("filters by ruleset, by how a reference is verified, and by both", () => {
  expect(shown("ruleset=self")).toEqual(["b"]);
  expect(shown("verified=golden")).toEqual(["a", "c"]);
  expect(shown("verified=paper")).toEqual(["b", "c", "d"]);
  expect(shown("ruleset=external&verified=paper")).toEqual(["c", "d"]);
});

test("filters by words, paper, family and state; what is not said is not found", () => {
  expect(shown("find=METHOD B")).toEqual(["b"]);
  expect(shown("paper=1412.6980")).toEqual(["c", "d"]);
  expect(shown("family=adaptive")).toEqual(["c", "d"]);
  expect(shown("family=flat")).toEqual([]);
  expect(shown("stateFrom=5")).toEqual(["b"]);
  expect(shown("stateTo=5")).toEqual(["c", "d"]);
});
