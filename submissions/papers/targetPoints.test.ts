import { readFileSync } from "node:fs";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import type { HyperparameterPoint } from "@steepest/core/schema/searchSpace.ts";
import type { WorkloadTarget } from "@steepest/core/schema/workloadCard.ts";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import { card, suite } from "@steepest/workloads/catalogue.ts";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { paperTest } from "../testing/paperTest.ts";
import { sourceOf } from "../testing/references.ts";
import { distance, quadratic, trainOn } from "../testing/trainOn.ts";

const loss = quadratic([1, 10, 0.3], [1, -1, 2], [0.2, 0.1, -0.4]);

async function pointsOf(name: string): Promise<readonly HyperparameterPoint[]> {
  const { hyperparameters } = await readManifest(sourceOf(name), await loadEngine());
  return z.array(z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]))).parse(hyperparameters);
}

/** What set a target, with the names that its points have in the baselines. */
function winnerOf({ provenance: { winner } }: WorkloadTarget): HyperparameterPoint {
  const { eps: _, one_minus_momentum: momentum, ...point } = winner.hyperparameters;
  return {
    beta2: 0,
    ...(momentum === undefined ? {} : { one_minus_beta1: momentum }),
    ...point,
    algorithm: winner.name,
  };
}

describe("the baselines of the external ruleset (arXiv 2306.07179)", () => {
  paperTest.each(
    ["target_points_quick", "target_points_standard"],
    ["target_points_quick", "target_points_standard"],
  )("every point of %s updates as the reference submission that set the target with it", async (name) => {
    for (const point of await pointsOf(name)) {
      const { algorithm, one_minus_beta1: rest = 0 } = point;
      const own = await trainOn(name, loss, { steps: 20, point });
      const reference = await trainOn(String(algorithm), loss, {
        steps: 20,
        point: { ...point, eps: 1e-8, one_minus_momentum: rest },
      });
      expect(distance(own.path.at(-1) ?? [], reference.path.at(-1) ?? [])).toBe(0);
      expect(distance(own.path.at(-1) ?? [], own.path[0] ?? [])).toBeGreaterThan(0);
    }
  });
});

/** By the committed runs behind the targets: most re-runs of the winner reached it, in seven tenths of their steps. */
test.each(["quick", "qualification", "standard"])(
  "the external baseline of %s has among its trials the point that set each target, and that reached it",
  async (id) => {
    const { baselines, workloads, rulesets } = suite(id);
    const tried = (await pointsOf(baselines.external)).slice(0, rulesets.external.trials);
    for (const workload of workloads) {
      const { target } = card(workload);
      expect(tried, workload).toContainEqual(winnerOf(target));
      const { timeToTargetSeconds: times } = target.provenance.winner;
      expect(times.filter((time) => time !== null).length / times.length, workload).toBeGreaterThan(0.5);
    }
  },
);

paperTest(
  "target_points_self",
  "target_points_self runs its points in turn: three quarters of the step hint each, from fresh parameters, the first one as nadamw",
  async () => {
    const own = await trainOn("target_points_self", loss, {
      steps: 61,
      stepHint: 40,
      point: { run_length: 0.75 },
    });
    const point = {
      lr: 0.0088069,
      one_minus_beta1: 1 - 0.86863,
      beta2: 0.99,
      eps: 1e-8,
      weight_decay: 0.057467,
    };
    const first = await trainOn("nadamw", loss, { steps: 30, point: { ...point, warmup_factor: 0.1 } });
    expect(own.path.slice(0, 31)).toEqual(first.path);
    // At the end of a cosine nothing moves any more; the step after it begins elsewhere.
    const moved = (step: number) => distance(own.path[step] ?? [], own.path[step - 1] ?? []);
    expect(moved(30)).toBeLessThan(moved(31));
    expect(moved(60)).toBeLessThan(moved(61));
  },
);

const runSchema = z.looseObject({
  suite: z.looseObject({ id: z.string(), version: z.int() }),
  rows: z.array(z.looseObject({ version: z.string(), times: z.record(z.string(), z.number().nullable()) })),
});

/** What `steepest run submissions/target_points_self --suite standard --studies 3` wrote: medians over its studies. */
paperTest(
  "target_points_self",
  "the self-tuning baseline of standard and qualification reached every target of them, by its committed run",
  async () => {
    const text = readFileSync(new URL("./target_points_self.run.json", import.meta.url), "utf8");
    const { suite: of, rows } = runSchema.parse(JSON.parse(text));
    expect(of).toMatchObject({ id: "standard", version: suite("standard").version });
    expect(rows[0]?.version).toBe(submissionVersion(sourceOf("target_points_self")));
    for (const id of ["standard", "qualification"]) {
      const { baselines, workloads } = suite(id);
      expect(baselines.self).toBe("target_points_self");
      for (const workload of workloads) expect(rows[0]?.times[workload], workload).toBeGreaterThan(0);
    }
  },
);

const calibrationSchema = z.looseObject({
  points: z.array(
    z.looseObject({
      chosen: z.boolean(),
      hyperparameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
      workloads: z.record(z.string(), z.looseObject({ outcomes: z.array(z.string()) })),
    }),
  ),
  workloads: z.array(z.looseObject({ id: z.string(), target: z.number() })),
});

/** By its committed calibration, which ran every study of every workload of `quick`. */
test("the self-tuning baseline of quick reached every target of it in every study of its calibration", async () => {
  const { baselines, workloads } = suite("quick");
  const [point = {}] = await pointsOf(baselines.self);
  const name = baselines.self.replace("_self", "");
  const text = readFileSync(new URL(`../calibrations/${name}.earlier.json`, import.meta.url), "utf8");
  const calibration = calibrationSchema.parse(JSON.parse(text));
  const chosen = calibration.points.filter((one) => one.chosen);
  expect(chosen).toHaveLength(1);
  expect(Object.keys(point).length).toBeGreaterThan(4);
  for (const [key, value] of Object.entries(point))
    expect(chosen[0]?.hyperparameters[key], key).toBeCloseTo(value as number, 4);
  for (const workload of workloads) {
    expect(calibration.workloads.find(({ id }) => id === workload)?.target).toBe(
      card(workload).target.validation,
    );
    const outcomes = chosen[0]?.workloads[workload]?.outcomes ?? [];
    expect(outcomes.length).toBeGreaterThan(1);
    expect(new Set(outcomes), workload).toEqual(new Set(["reached"]));
  }
});
