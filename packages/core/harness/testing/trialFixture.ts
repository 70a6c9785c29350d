import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { loadEngine } from "../../sandbox/loadEngine.ts";
import { operationPrices } from "../../sandbox/operationPrices.ts";
import type { PriceList } from "../../schema/priceList.ts";
import type { Clock } from "../clock.ts";
import type { TrialOptions } from "../trialOptions.ts";
import { tinyWorkload } from "./tinyWorkload.ts";

/** A clock that stands still until it is told to move. */
export class ManualClock implements Clock {
  seconds = 0;
  wall = (): number => this.seconds;
  cpu = (): number => this.seconds / 2;
  advance = (by: number): void => {
    this.seconds += by;
  };
}

export const sgdSource = (body = ""): TrialOptions["source"] => ({
  entry: "sgd.ts",
  files: {
    "sgd.ts": `import { addScaled, defineSubmission, zerosLike } from "steepest";
export default defineSubmission({
  name: "tiny_sgd",
  ruleset: "self",
  hyperparameters: [{ lr: 0.05 }],
  init: (ctx) => ({ m: zerosLike(ctx.params) }),
  update(ctx) {
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -ctx.hyperparameters.lr), modelState };
  },
${body}
});
`,
  },
});

/** A price list by which every host function costs a microsecond and a nanosecond an element, a gradient of the tiny workload 10 ms. */
export const tinyPrices = (): PriceList => {
  const free = { base: 0, per: {} };
  const operation = (name: string) =>
    name === "batch" || name === "log" ? { base: 1000, per: {} } : { base: 1000, per: { elements: 1 } };
  return {
    format: "steepest-prices/1",
    hardwareClass: "cpu-wasm",
    version: 3,
    provenance: {
      date: "2026-11-29",
      command: "none",
      machine: "none",
      anchorNanoseconds: 1,
      rounds: 1,
      amidSteps: { operations: 1, workloads: {} },
    },
    guest: { call: 5000, tick: 1_000_000 },
    operations: Object.fromEntries(operationPrices.map((name) => [name, operation(name)])),
    workloads: {
      tiny: {
        batch: { base: 0, per: { examples: 1000 } },
        gradient: { base: 2_000_000, per: { examples: 1_000_000 } },
        loss: { base: 1_000_000, per: { examples: 500_000 } },
        dropout: free,
        sampledLabels: free,
        predictedLabels: free,
        product: 3,
      },
    },
  };
};

/** Options of a trial of plain SGD on the tiny workload; a test overrides what it is about. */
export async function trialOptions(overrides: Partial<TrialOptions> = {}): Promise<TrialOptions> {
  const workload = overrides.workload ?? tinyWorkload();
  return {
    engine: await loadEngine(),
    backend: overrides.backend ?? (await openBackend("cpu")),
    clock: new ManualClock(),
    workload,
    loaded: overrides.loaded ?? (await workload.load(async () => new Uint8Array())),
    source: sgdSource(),
    ruleset: "self",
    hyperparameters: { lr: 0.05 },
    study: 0,
    trial: 0,
    seed: 1,
    prices: null,
    librarySha256: "0".repeat(64),
    budgetSeconds: 10,
    evaluationPeriodSeconds: 1,
    environment: {
      steepest: "0.0.0",
      backend: "cpu",
      featureLevel: "scalar",
      hardwareClass: "cpu-wasm",
      runtime: "node",
      os: "test",
      cpu: "test",
      cores: 1,
      memoryBytes: 1,
      gpu: null,
      jobs: 1,
      calibrationSeconds: null,
    },
    ...overrides,
  };
}
