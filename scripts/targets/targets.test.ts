import { readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { suite } from "../../packages/workloads/catalogue.ts";
import { targetFiles } from "../../packages/workloads/node/targets/targetFiles.ts";
import { mostCurveBytes } from "../../packages/workloads/targetCurves.ts";
import { readEvidence } from "./readEvidence.ts";
import { coefficientOfVariation, renderTargets } from "./renderTargets.ts";

const evidence = readEvidence();
const standard = evidence.filter(({ card }) => suite("standard").workloads.includes(card.id));

test("docs/targets.md says what the targets are (node scripts/writeTargets.ts writes it)", () => {
  expect(readFileSync(new URL("../../docs/targets.md", import.meta.url), "utf8")).toBe(
    renderTargets(evidence),
  );
});

test("every target of the standard suite has its evidence: 12 trials of four algorithms, 5 re-runs, curves", () => {
  for (const { card, curves } of standard) {
    const { algorithms, winner } = card.target.provenance;
    expect(
      algorithms.map(({ trials }) => trials),
      card.id,
    ).toEqual([12, 12, 12, 12]);
    expect(winner.timeToTargetSeconds, card.id).toHaveLength(5);
    expect(curves?.search, card.id).toHaveLength(48);
    expect(curves?.reruns, card.id).toHaveLength(5);
    expect(statSync(targetFiles(card).curves).size).toBeLessThanOrEqual(mostCurveBytes);
  }
});

test("every held-out variant has its evidence: the two best algorithms of its base, 3 re-runs, curves", () => {
  const variants = evidence.filter(({ card }) => card.variantOf !== null);
  expect(variants.length).toBeGreaterThanOrEqual(2 * standard.length);
  for (const { card, curves } of variants) {
    expect(card.target.provenance.algorithms.length, card.id).toBe(2);
    expect(curves?.reruns, card.id).toHaveLength(3);
    expect(
      card.target.provenance.winner.timeToTargetSeconds.some((time) => time !== null),
      card.id,
    ).toBe(true);
  }
});

/** Its runs are few steps of a large model, so that 25 evaluations take more of them than of any other. */
const dearest = "mri_unet_model_size";

test("there are at least 25 evaluations in a budget, and they take less than a third of the time, of one variant less than two fifths", () => {
  for (const { card } of evidence) {
    const { budgetSeconds, evaluationPeriodSeconds, provenance } = card.target;
    for (const [hardwareClass, budget] of Object.entries(budgetSeconds)) {
      const period = evaluationPeriodSeconds[hardwareClass] as number;
      expect(budget - 25 * period, card.id).toBeGreaterThan(-1e-9);
      const spent = (budget / period) * (provenance.winner.evaluationSeconds ?? Number.NaN);
      expect(spent / (spent + budget), card.id).toBeLessThan(card.id === dearest ? 2 / 5 : 1 / 3);
    }
  }
});

test("the winner's time to the target varies by at most a fifth between the seeds that reach it, which most do", () => {
  for (const { card } of standard) {
    const times = card.target.provenance.winner.timeToTargetSeconds.filter((time) => time !== null);
    expect(times.length, card.id).toBeGreaterThanOrEqual(3);
    expect(coefficientOfVariation(times), card.id).toBeLessThanOrEqual(0.2);
  }
});

test("no algorithm is the best on every workload, nor the worst", () => {
  for (const place of [0, -1]) {
    const names = standard.map(({ card }) => {
      const sign = card.metric.direction === "min" ? 1 : -1;
      const ordered = card.target.provenance.algorithms.toSorted(
        (a, b) => sign * ((a.best ?? sign * 1e9) - (b.best ?? sign * 1e9)),
      );
      return ordered.at(place)?.name;
    });
    expect(new Set(names).size).toBeGreaterThan(1);
  }
});
