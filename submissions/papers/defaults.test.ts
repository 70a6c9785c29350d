import { readFileSync } from "node:fs";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import { expect, test } from "vitest";
import { sourceOf } from "../testing/references.ts";

interface Tried {
  readonly submission: string;
  readonly point: Readonly<Record<string, number>>;
  /** Highest validation accuracy on mnist_mlp, and the step and the reference seconds at which it was. */
  readonly accuracy: number;
  readonly step: number;
  readonly seconds: number;
  /** Reference seconds to the first evaluation that met the target of 0.9674; null where none did. */
  readonly secondsToTarget: number | null;
}

const { tried } = JSON.parse(readFileSync(new URL("defaults.json", import.meta.url), "utf8")) as {
  readonly tried: readonly Tried[];
};
const chosen = [...new Set(tried.map(({ submission }) => submission))];

test.each(chosen)(
  "%s's fixed point is of those that were tried on mnist_mlp the first at the target, or else the most accurate",
  async (name) => {
    const { hyperparameters } = await readManifest(sourceOf(`${name}_self`), await loadEngine());
    const points = tried.filter(({ submission }) => submission === name);
    const reached = ({ secondsToTarget }: Tried) => secondsToTarget ?? Number.MAX_VALUE;
    const [best] = points.toSorted((a, b) => reached(a) - reached(b) || b.accuracy - a.accuracy);
    expect(points.length).toBeGreaterThan(1);
    expect(hyperparameters).toEqual([best?.point]);
  },
);
