import { readFileSync } from "node:fs";
import { describeRange, isPossible } from "@steepest/core/schema/metric.ts";
import { describe, expect, test } from "vitest";
import { known } from "./cards.ts";
import { datasetOf } from "./datasets/datasetOf.ts";
import { datasetSha256 } from "./datasets/datasetSha256.ts";
import { loadWorkload } from "./loadWorkload.ts";
import { variantName } from "./variants/variantConfig.ts";

describe.each(known.map((card) => [card.id, card] as const))("%s", (id, card) => {
  test("has the parameters and the data that its card says", async () => {
    const { card: own, parameterSpecs, dataFiles } = await loadWorkload(id);
    expect(own).toEqual(card);
    const sizes = parameterSpecs.map(({ shape }) => shape.reduce((product, length) => product * length, 1));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(card.model.parameterCount);
    expect(dataFiles).toEqual(datasetOf(id).files);
    expect(datasetSha256(dataFiles)).toBe(card.dataset.sha256);
  });
});

test("docs/workloads.md says what range each metric has, and every target lies in it", () => {
  const text = readFileSync(new URL("../../docs/workloads.md", import.meta.url), "utf8");
  const stated = [...text.matchAll(/^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|/gm)].flatMap(
    ([, name, range, ids]) =>
      [...(ids ?? "").matchAll(/`(\w+)`/g)].map(([, id]) => [id, `${name}: ${range}`]),
  );
  const bases = known.filter(({ variantOf }) => variantOf === null);
  expect(Object.fromEntries(stated)).toEqual(
    Object.fromEntries(bases.map(({ id, metric }) => [id, `${metric.name}: ${describeRange(metric.range)}`])),
  );
  for (const { metric, target, variantOf } of known) {
    for (const value of [target.validation, target.test]) expect(isPossible(metric.range, value)).toBe(true);
    if (variantOf !== null) expect(metric).toEqual(bases.find(({ id }) => id === variantOf)?.metric);
  }
});

interface Configured {
  readonly configs: { readonly standard: object };
  readonly variants: Readonly<Record<string, object>>;
}

const byBase = Map.groupBy(
  known.filter(({ variantOf }) => variantOf !== null),
  ({ variantOf }) => variantOf as string,
);

test.each([...byBase])("the held-out variants of %s are configurations of their own", async (base, cards) => {
  const { configs, variants } = (await import(`./${base}/config.ts`)) as Configured;
  const all = cards.map((card) => JSON.stringify({ ...configs.standard, ...variants[variantName(card)] }));
  expect(new Set([JSON.stringify(configs.standard), ...all]).size).toBe(cards.length + 1);
});
