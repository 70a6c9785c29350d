import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { wallClock } from "@steepest/core/harness/clock.ts";
import { runJob } from "@steepest/core/job/runJob.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { card, suite } from "@steepest/workloads/catalogue.ts";
import { loadWorkload } from "@steepest/workloads/loadWorkload.ts";
import { prepareData } from "@steepest/workloads/node/prepareData.ts";
import { referenceSource } from "@steepest/workloads/node/referenceSource.ts";
import { priceListOf } from "@steepest/workloads/priceLists.ts";

/** One each of a kind: adaptive, with momentum, with matrices, with eigenvectors, without a schedule. */
export const goldenSubmissions = [
  "adam_self",
  "nesterov_self",
  "muon_self",
  "soap_self",
  "schedule_free_adamw_self",
] as const;

export const goldenPath = fileURLToPath(new URL("./board.json", import.meta.url));

/** Steps of the short trials. */
const shortSteps = 30;

/** Where a short trial stands at its end. */
export interface ShortTrial {
  readonly parametersSha256: string | null;
  /** Charged seconds of reference time. */
  readonly reference: number | null;
  /** Of the last evaluation. */
  readonly validation: Readonly<Record<string, number | null>>;
}

export interface GoldenBoard {
  readonly suite: { readonly id: string; readonly version: number; readonly rMax: number };
  readonly ruleset: string;
  readonly seed: number;
  readonly studies: number;
  readonly rows: readonly {
    readonly submission: string;
    readonly version: string;
    readonly score: number;
    readonly times: Readonly<Record<string, number | null>>;
    readonly steps: Readonly<Record<string, number | null>>;
  }[];
  /** By submission and workload, at the feature level that every machine has. */
  readonly short: Readonly<Record<string, Readonly<Record<string, ShortTrial>>>>;
}

export const goldenBoard = (): GoldenBoard => JSON.parse(readFileSync(goldenPath, "utf8"));

/** Trains the first steps of each submission on each workload of `quick`. */
export async function goldenSteps({
  featureLevel = "simd",
  steps = shortSteps,
  evaluated = true,
}: {
  readonly featureLevel?: "simd" | "simd-fma";
  readonly steps?: number;
  /** Without an evaluation a trial ends by its cap: what an emulated processor has the patience for. */
  readonly evaluated?: boolean;
} = {}): Promise<GoldenBoard["short"]> {
  const engine = await loadEngine();
  const backend = await openBackend("wasm", { featureLevel });
  const directory = fileURLToPath(new URL("../../.steepest/data", import.meta.url));
  const found: Record<string, Record<string, ShortTrial>> = {};
  for (const id of suite("quick").workloads) {
    const workload = await loadWorkload(id);
    const loaded = await workload.load(await prepareData(id, { directory }));
    for (const name of goldenSubmissions) {
      const source = referenceSource(name);
      const { hyperparameters } = await readManifest(source, engine);
      const [point] = Array.isArray(hyperparameters) ? hyperparameters : [];
      if (point === undefined) throw new Error(`${name} has no point of its own`);
      let taken = 0;
      const record = await runJob(
        {
          workload: id,
          source,
          submission: name,
          version: submissionVersion(source),
          ruleset: "self",
          hyperparameters: point,
          ...{ study: 0, trial: 0, seed: 5 },
          budgetSeconds: 1000,
          evaluationPeriodSeconds: 1000,
          evaluationSteps: evaluated ? [steps] : [],
          ...(evaluated ? { maxSteps: steps } : {}),
          environment: {
            ...{ steepest: "golden", backend: "wasm", featureLevel, hardwareClass: "cpu-wasm-simd" },
            ...{ runtime: "any", os: "any", cpu: "any", cores: 1, memoryBytes: 1, gpu: null, jobs: 1 },
            calibrationSeconds: null,
          },
          capSeconds: null,
        },
        {
          clock: wallClock,
          loadEngine: async () => engine,
          openBackend: async () => backend,
          loadWorkload: async () => ({ workload, loaded }),
          prices: priceListOf,
          onProgress: ({ step }) => {
            taken = step;
          },
          capSeconds: () => (!evaluated && taken >= steps ? 0 : null),
        },
      );
      found[name] = {
        ...found[name],
        [id]: {
          parametersSha256: record.parametersSha256,
          reference: record.totals.charged.reference,
          validation: {
            [card(id).metric.name]: record.evaluations.at(-1)?.validation[card(id).metric.name] ?? null,
          },
        },
      };
    }
    loaded.dispose();
  }
  return found;
}
