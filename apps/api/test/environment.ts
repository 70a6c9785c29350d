import type { Calibration } from "@steepest/core/schema/calibration.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";

/** A full calibration of so many seconds; the reference of the class `cpu-wasm` takes 10. */
export const calibrationOf = (seconds: number): Calibration => ({
  seconds,
  parts: { matrix: seconds / 4, convolution: seconds / 4, elementwise: seconds / 4, small: seconds / 4 },
  passes: 10,
});

export const environment: Environment = {
  steepest: "0.2.0",
  backend: "wasm",
  featureLevel: "simd-fma",
  hardwareClass: "cpu-wasm",
  runtime: "node 24",
  os: "linux",
  cpu: "test",
  cores: 2,
  memoryBytes: 1e9,
  gpu: null,
  jobs: 1,
  calibrationSeconds: 10,
  calibration: calibrationOf(10),
};
