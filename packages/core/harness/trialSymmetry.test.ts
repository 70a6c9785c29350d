import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { expect, test } from "vitest";
import type { LoadedWorkload } from "../workload/workload.ts";
import { replayRecord } from "./replayRecord.ts";
import { runTrial } from "./runTrial.ts";
import { tinyWorkload } from "./testing/tinyWorkload.ts";
import { trialOptions } from "./testing/trialFixture.ts";

/** The tiny workload, which says what was asked of its data as loaded and of its data under a symmetry. */
async function watched() {
  const workload = tinyWorkload({ target: -1 });
  const loaded = await workload.load(async () => new Uint8Array());
  const asked = { loaded: [] as string[], drawn: [] as string[], keys: [] as RandomKey[] };
  const telling = (of: "loaded" | "drawn"): LoadedWorkload => ({
    ...loaded,
    batch(...args) {
      asked[of].push("batch");
      return loaded.batch(...args);
    },
    evaluate(...args) {
      asked[of].push(args[2]);
      return loaded.evaluate(...args);
    },
  });
  const withSymmetry = (key: RandomKey) => {
    asked.keys.push(key);
    return telling("drawn");
  };
  const data: LoadedWorkload = { ...telling("loaded"), withSymmetry };
  return {
    asked,
    options: await trialOptions({ workload, loaded: data, evaluationSteps: [2], maxSteps: 3 }),
  };
}

test("batches and both evaluated splits of a trial are under the symmetry that its seed draws, and nothing else is read", async () => {
  const { asked, options } = await watched();
  const record = await runTrial({ ...options, seed: 5 });
  expect(record.outcome.kind).toBe("exhausted");
  expect(asked.loaded).toEqual([]);
  expect(new Set(asked.drawn)).toEqual(new Set(["batch", "validation", "test"]));
  expect(asked.keys).toEqual([deriveKey(keyFromSeed(5), "symmetry")]);
});

test("a replay draws the symmetry of the record's seed", async () => {
  const { asked, options } = await watched();
  const record = await runTrial({ ...options, seed: 7 });
  const { identical } = await replayRecord(record, { ...options, environment: record.environment });
  expect(identical).toBe(true);
  expect(asked.loaded).toEqual([]);
  expect(asked.keys).toEqual([7, 7].map((seed) => deriveKey(keyFromSeed(seed), "symmetry")));
});
