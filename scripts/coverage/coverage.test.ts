import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadEngine } from "../../packages/core/sandbox/loadEngine.ts";
import { readReferences } from "../../packages/core/submission/node/readReferences.ts";
import { verifiedBy } from "../../packages/core/submission/verifiedBy.ts";
import { recorded } from "./algorithms.ts";
import { renderCoverage } from "./renderCoverage.ts";

const root = new URL("../../", import.meta.url);
/** Read once: every submission is loaded for it. */
const reading = loadEngine().then((engine) =>
  readReferences(fileURLToPath(new URL("submissions/", root)), engine),
);

test("docs/coverage.md says what is in the tree (node scripts/writeCoverage.ts writes it)", async () => {
  expect(readFileSync(new URL("docs/coverage.md", root), "utf8")).toBe(renderCoverage(await reading));
});

test("every reference submission has a trajectory or a test of what its paper says, and a paper to read", async () => {
  const references = await reading;
  expect(references.filter((one) => verifiedBy(one).length === 0).map(({ name }) => name)).toEqual([]);
  expect(references.filter(({ docstring }) => docstring === "").map(({ name }) => name)).toEqual([]);
  expect(references.filter(({ manifest }) => manifest.paper === undefined).map(({ name }) => name)).toEqual(
    [],
  );
});

test("every trajectory is of a method that the page lists", () => {
  const golden = readdirSync(new URL("submissions/", root)).filter((name) =>
    existsSync(new URL(`submissions/${name}/golden.json`, root)),
  );
  expect(golden.sort()).toEqual([...recorded].sort());
});
