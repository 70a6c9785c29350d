import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkSubmission } from "@steepest/core/harness/checkSubmission.ts";
import { goldenProblemSchema, goldenTrajectorySchema } from "@steepest/core/harness/goldenTrajectory.ts";
import { traceSubmission } from "@steepest/core/harness/traceSubmission.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { memory } from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { folder, names, sourceOf } from "./testing/references.ts";

const readJson = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), "utf8"));

/** The algorithms whose authors' code was recorded. */
const trajectories = readdirSync(folder).filter((name) => existsSync(join(folder, name, "golden.json")));

describe.each(names)("%s", (name) => {
  test("is named like its file and passes check with the state that it documents", async () => {
    const options = { engine: await loadEngine(), backend: await openBackend("wasm") };
    const tensors = memory().numTensors;
    const report = await checkSubmission(sourceOf(name), options);
    expect(report.problems).toEqual([]);
    expect(report.warnings).toEqual([]);
    expect(report.manifest?.name).toBe(name);
    // `check` compares it with what the rehearsal held; of matrix methods the state depends on the shapes.
    expect(report.manifest?.stateBytesPerParameter).toBeDefined();
    expect(report.dryRun?.lastLoss).toBeLessThan(report.dryRun?.firstLoss ?? 0);
    expect(memory().numTensors).toBe(tensors);
  });
});

test.each(trajectories)(
  "%s's trajectory states settings by the search space's names, and the space holds none that only the trajectory varies",
  async (name) => {
    const { hyperparameters } = goldenTrajectorySchema.parse(readJson(`${name}/golden.json`));
    const stated = Object.keys(hyperparameters);
    const [space = {}] = [(await readManifest(sourceOf(name), await loadEngine())).hyperparameters].flat();
    const twins = stated.filter(
      (one) =>
        `one_minus_${one}` in space ||
        (one.replace(/^one_minus_/, "") !== one && one.replace(/^one_minus_/, "") in space),
    );
    expect(twins).toEqual([]);
    const fixed = Object.entries(space).filter(
      ([one, range]) =>
        stated.includes(one) &&
        typeof range === "object" &&
        "feasible_points" in range &&
        range.feasible_points.length === 1,
    );
    expect(fixed).toEqual([]);
  },
);

/** What an entry sets otherwise than its algorithm's default, which the golden trajectory has: such settings alone have one value in a search space. */
const ownSettings = ["demo.workers", "distributed_shampoo.workers", "root.fitted"];

test("a setting that no search varies is a default of the algorithm, not a dimension of the search space", async () => {
  const fixed: string[] = [];
  for (const name of names) {
    const { hyperparameters: space } = await readManifest(sourceOf(name), await loadEngine());
    // A list of points, as that of a `_self`, is no search.
    if (Array.isArray(space)) continue;
    for (const [setting, range] of Object.entries(space)) {
      const isOne =
        "feasible_points" in range ? new Set(range.feasible_points).size === 1 : range.min === range.max;
      if (isOne) fixed.push(`${name}.${setting}`);
    }
  }
  expect(fixed).toEqual(ownSettings);
});

describe.each(["wasm", "cpu"] as const)("on %s", (backendName) => {
  test.each(trajectories)("%s passes its golden trajectory at every checkpoint", async (name) => {
    const trajectory = goldenTrajectorySchema.parse(readJson(`${name}/golden.json`));
    const problem = goldenProblemSchema.parse(readJson(`${trajectory.problem}.json`));
    await openBackend(backendName);
    const report = await traceSubmission(sourceOf(name), trajectory, problem, { engine: await loadEngine() });
    expect(report.checkpoints).toHaveLength(trajectory.checkpoints.length);
    expect(report.checkpoints.filter(({ within }) => !within)).toEqual([]);
    expect(report.unread).toEqual({});
  });

  test("a trajectory tells a wrong optimizer apart", async () => {
    const trajectory = goldenTrajectorySchema.parse(readJson("nadamw/golden.json"));
    const problem = goldenProblemSchema.parse(readJson(`${trajectory.problem}.json`));
    await openBackend(backendName);
    const report = await traceSubmission(sourceOf("adamw"), trajectory, problem, {
      engine: await loadEngine(),
    });
    expect(report.within).toBe(false);
  });

  test("mechanic takes the trajectory's betas, and one that does not is told", async () => {
    const recorded = goldenTrajectorySchema.parse(readJson("mechanic/golden.json"));
    const problem = goldenProblemSchema.parse(readJson(`${recorded.problem}.json`));
    const tools = { engine: await loadEngine(), backend: await openBackend(backendName) };
    const others = { ...recorded, hyperparameters: { ...recorded.hyperparameters, betas: [0.5, 0.9] } };
    const elsewhere = await traceSubmission(sourceOf("mechanic"), others, problem, tools);
    expect(elsewhere.checkpoints.at(-1)?.within).toBe(false);
    expect(elsewhere.unread).toEqual({});

    const { entry, files } = sourceOf("mechanic");
    const algorithm = Object.keys(files).find((name) => name.endsWith("algorithm.ts")) ?? "";
    const deaf = files[algorithm]?.replace("hp.betas ?? ", "") ?? "";
    expect(deaf).not.toBe(files[algorithm]);
    const silent = { entry, files: { ...files, [algorithm]: deaf } };
    const report = await traceSubmission(silent, recorded, problem, tools);
    expect(report.checkpoints.every(({ within }) => within)).toBe(true);
    expect(report).toMatchObject({
      within: false,
      unread: { betas: "0.9,0.99,0.999,0.9999,0.99999,0.999999" },
    });
  });
});
