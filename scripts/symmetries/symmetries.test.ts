import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { cards } from "../../packages/workloads/catalogue.ts";
import { compareRuns } from "./compareRuns.ts";
import { renderSymmetries } from "./renderSymmetries.ts";
import { readEvidence, symmetriesPage } from "./symmetriesPage.ts";

const evidence = readEvidence();

test("docs/symmetries.md says what the runs say (npm run symmetry -- --write writes it)", () => {
  expect(readFileSync(symmetriesPage, "utf8")).toBe(renderSymmetries(evidence));
});

test("an honest submission fares alike with symmetries and without, on every workload that was compared", () => {
  const ids = [...new Set(evidence.map(({ workload }) => workload))];
  expect(ids.length).toBeGreaterThanOrEqual(3);
  for (const id of ids) {
    const direction = cards.find((card) => card.id === id)?.metric.direction ?? "min";
    const { seeds, steps, value } = compareRuns(
      id,
      direction,
      evidence.filter(({ workload }) => workload === id),
    );
    expect(seeds, id).toBeGreaterThanOrEqual(3);
    // Two numbers for each workload, all of them honest: below 0.002 one would be by chance once in twenty such tables.
    expect(Math.min(steps.p, value.p), id).toBeGreaterThan(0.002);
  }
});

test("a group that changes the curves is told", () => {
  const run = (seed: number, symmetry: boolean) => ({
    workload: "any",
    seed,
    symmetry,
    steps: [10, 20, 30, 40],
    values: [0.5, 0.6, 0.7, 0.8].map((value) => value + seed / 1000 - (symmetry ? 0.1 : 0)),
  });
  const runs = Array.from({ length: 12 }, (_, seed) => [run(seed, true), run(seed, false)]).flat();
  const { steps, value } = compareRuns("any", "max", runs);
  // Half of the runs meet the bar, their median, a step of the grid earlier than the others.
  expect([steps.without, steps.with]).toEqual([35, Infinity]);
  expect(steps.p).toBeLessThan(0.001);
  expect(value.p).toBeLessThan(0.001);
});
