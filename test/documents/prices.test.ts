import { expect, test } from "vitest";
import { operationPrices } from "../../packages/core/sandbox/operationPrices.ts";
import { codeSpans, documents, tablesOf } from "./readDocuments.ts";

test("docs/prices.md has every price that the rows of the host's table ask for, and no other", () => {
  const [table] = tablesOf(documents.get("docs/prices.md") ?? "").filter(
    ({ header: [first] }) => first === "operation",
  );
  const listed = (table?.rows ?? []).flatMap(([first = ""]) => codeSpans(first));
  // By examples and by characters: of them there is no size.
  const wanted = operationPrices.filter((name) => name !== "batch" && name !== "log");
  expect(listed.sort()).toEqual([...wanted].sort());
});
