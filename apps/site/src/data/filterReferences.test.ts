import { expect, test } from "vitest";
import { filterReferences, readReferenceFilter, referenceFilterUrl } from "./filterReferences.ts";

const entry = (name: string, ruleset: "external" | "self", golden: boolean, papers: number) => ({
  name,
  manifest: { name, ruleset, hyperparameters: [{}] },
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
const shown = (query: string) =>
  filterReferences(all, readReferenceFilter(new URLSearchParams(query))).map(({ name }) => name);

test("shows all where nothing is asked for, or nothing that it knows", () => {
  expect(shown("")).toEqual(["a", "b", "c", "d"]);
  expect(shown("ruleset=both&verified=never&sort=name")).toEqual(["a", "b", "c", "d"]);
});

test("filters by ruleset, by how a reference is verified, and by both", () => {
  expect(shown("ruleset=self")).toEqual(["b"]);
  expect(shown("verified=golden")).toEqual(["a", "c"]);
  expect(shown("verified=paper")).toEqual(["b", "c", "d"]);
  expect(shown("ruleset=external&verified=paper")).toEqual(["c", "d"]);
});

test("a filter's address says that filter", () => {
  for (const query of ["", "ruleset=self", "verified=golden", "ruleset=external&verified=paper"]) {
    const filter = readReferenceFilter(new URLSearchParams(query));
    const url = new URL(referenceFilterUrl(filter), "https://steepest.example");
    expect(url.pathname).toBe("/references");
    expect(readReferenceFilter(url.searchParams)).toEqual(filter);
  }
});
