import { expect, test } from "vitest";
import { calibrationSeed } from "./calibrationSeed.ts";

// Seeds of the calibrations whose evidence is kept.
test.each([
  [1, "mnist_mlp", 0, 829519289227962],
  [1, "mnist_mlp", 1, 2644569748323690],
  [1, "brown_lm", 0, 2393176110160596],
  [2, "mnist_mlp", 0, 8486038864475432],
])("seed %d draws of %s, study %d, the same as ever", (seed, workload, study, expected) => {
  expect(calibrationSeed(seed, workload, study)).toBe(expected);
});
