import type { Calibration } from "@steepest/core/schema/calibration.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import { starter } from "@steepest/core/submission/starter.ts";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import { dataDirectory } from "../src/dataDirectory.ts";
import type { LocalTrialJob } from "../src/trial/trialJob.ts";
import { repositoryHome } from "./captureIo.ts";

const source = { entry: "example.ts", files: { "example.ts": starter("example", "self") } };

export const exampleCalibration: Calibration = {
  seconds: 10,
  parts: { matrix: 2.5, convolution: 2.5, elementwise: 2.5, small: 2.5 },
  passes: 10,
};

export const exampleEnvironment: Environment = {
  steepest: "0.2.0",
  backend: "wasm",
  featureLevel: "simd-fma",
  hardwareClass: "cpu-wasm",
  runtime: "node 24",
  os: "Linux",
  cpu: "test",
  cores: 2,
  memoryBytes: 1e9,
  gpu: null,
  jobs: 1,
  calibrationSeconds: null,
};

/** A few steps of the smallest workload. */
export const exampleJob: LocalTrialJob = {
  workload: "mnist_mlp",
  source,
  submission: "example",
  version: submissionVersion(source),
  ruleset: "self",
  hyperparameters: { lr: 0.001, beta1: 0.9, beta2: 0.999, weight_decay: 0.01 },
  study: 0,
  trial: 0,
  seed: 1,
  budgetSeconds: 20,
  evaluationPeriodSeconds: 10,
  environment: exampleEnvironment,
  dataDirectory: dataDirectory(repositoryHome),
  capSeconds: null,
  maxSteps: 5,
};
