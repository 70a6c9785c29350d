import { expect, test } from "vitest";
import { groupDocuments } from "./documentGroups.ts";

test("every document stands in one group, those that nobody placed at the end", () => {
  const documents = ["new-thing", "scoring", "rules", "api"].map((slug) => ({ slug }));
  const groups = groupDocuments(documents);
  expect(groups.flatMap((group) => group.documents)).toHaveLength(documents.length);
  expect(groups[0]).toEqual({ title: "Start here", documents: [{ slug: "rules" }, { slug: "scoring" }] });
  expect(groups.at(-1)).toEqual({ title: "More", documents: [{ slug: "new-thing" }] });
});
