import { UserError } from "@steepest/base/userError.ts";
import type { Backend } from "@steepest/tensors/backend/backend.ts";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import type { Clock } from "../harness/clock.ts";
import { runTrial } from "../harness/runTrial.ts";
import type { Environment } from "../schema/environment.ts";
import type { Subject } from "../schema/labFile.ts";
import type { PriceList } from "../schema/priceList.ts";
import type { SubmissionSource } from "../schema/sourceFiles.ts";
import { stretchedPrices } from "../schema/stretchedPrices.ts";
import type { LoadedWorkload, ReadDataFile, Workload } from "../workload/workload.ts";
import { type Bench, evenly } from "./instrument.ts";

export interface BenchOptions {
  readonly engine: QuickJSWASMModule;
  readonly backend: Backend;
  readonly clock: Clock;
  readonly workload: Workload;
  readonly loaded: LoadedWorkload;
  /** Reads the workload's data, for the same workload at another width. */
  readonly read: ReadDataFile;
  readonly subject: Subject;
  readonly source: SubmissionSource;
  readonly environment: Environment;
  readonly prices: PriceList | null;
  readonly librarySha256: string;
  readonly onProgress: (share: number) => void;
  /** The machine's counter of joules, where it has one. */
  readonly joules?: () => number | null;
}

/** Evaluations of a run where the instrument asks for none in particular. */
const usualEvaluations = 20;

/** A target that no model meets: training goes on to its last step. */
const unreachable = (direction: "min" | "max") => (direction === "min" ? -1e300 : 1e300);

/** What an instrument trains and looks at, in this process. */
export function createBench(options: BenchOptions): Bench {
  const { workload, loaded, subject, source, onProgress, joules = () => null, ...shared } = options;
  return {
    workload,
    loaded,
    subject,
    progress: onProgress,
    joules,
    async widened(factor, use) {
      if (factor === 1) return use(createBench(options));
      const wide = workload.widen?.(factor);
      if (wide === undefined) throw new UserError(oneWidth(workload.card.id));
      const wider = await wide.load(options.read);
      try {
        return await use(
          createBench({ ...options, workload: wide, loaded: wider, prices: widePrices(options, wide) }),
        );
      } finally {
        wider.dispose();
      }
    },
    async train(asked) {
      const { card } = workload;
      const { batchSize = card.batchSize.default, steps, examples, target } = asked;
      const record = await runTrial({
        ...shared,
        source,
        workload: {
          ...workload,
          card: { ...card, batchSize: { default: batchSize, max: Math.max(batchSize, card.batchSize.max) } },
        },
        loaded: examples === undefined ? loaded : subsetOf(loaded, examples),
        ruleset: subject.ruleset,
        hyperparameters: asked.hyperparameters ?? subject.hyperparameters,
        study: 0,
        trial: 0,
        seed: asked.seed,
        // Steps end it, no clock does: both are only written in the record.
        budgetSeconds: 1e9,
        evaluationPeriodSeconds: 1e9,
        ignoreBudget: true,
        maxSteps: steps,
        stepHint: steps,
        evaluationSteps: asked.evaluationSteps ?? evenly(steps, usualEvaluations + 1).slice(1),
        target: target ?? unreachable(card.metric.direction),
        continueAfterTarget: target === undefined || asked.goesOn === true,
        probes: asked.probes,
        randomness: asked.randomness,
      });
      refuseFailed(record.outcome, subject.name);
      if (asked.batchSize !== undefined && record.batchSize !== asked.batchSize) {
        throw new UserError({
          code: "own-batch-size",
          what: `${subject.name} trains with batches of ${record.batchSize}, not of ${asked.batchSize}.`,
          details: "Its `batchSize` function chooses by itself, and this instrument has to.",
          solution: "Take a submission that leaves the batch size to the workload (`limits.default`).",
        });
      }
      return record;
    },
  };
}

const oneWidth = (id: string) => ({
  code: "one-width",
  what: `${id} has one width.`,
  solution: "Take a workload that can be widened, such as mnist_mlp or xor.",
});

/** Prices in proportion to parameters, which is what dense layers multiply by. */
function widePrices({ workload, prices }: BenchOptions, wide: Workload): PriceList | null {
  const { id, model } = workload.card;
  const own = prices?.workloads[id];
  if (prices === null || own === undefined) return prices;
  const by = wide.card.model.parameterCount / model.parameterCount;
  return { ...prices, workloads: { ...prices.workloads, [id]: stretchedPrices(own, by) } };
}

function refuseFailed(outcome: Awaited<ReturnType<typeof runTrial>>["outcome"], name: string): void {
  if (outcome.kind !== "failed") return;
  if (outcome.cause === "machine") throw new Error(outcome.reason);
  throw new UserError({
    code: outcome.code,
    what: `${name} failed while it trained.`,
    details: outcome.reason,
    solution: "`steepest check` and `steepest run` show where.",
  });
}

/** The same workload with fewer training examples, spread evenly over the training set. Validation and test stay whole. */
function subsetOf(loaded: LoadedWorkload, examples: number): LoadedWorkload {
  const count = Math.min(examples, loaded.trainSize);
  const all = (indices: Int32Array) => indices.map((at) => Math.floor((at * loaded.trainSize) / count));
  return {
    trainSize: count,
    ...(loaded.samplesLabels === undefined ? {} : { samplesLabels: loaded.samplesLabels }),
    ...(loaded.localShapes === undefined ? {} : { localShapes: loaded.localShapes }),
    ...(loaded.dropping === undefined ? {} : { dropping: loaded.dropping }),
    ...(loaded.continuousInputs === undefined ? {} : { continuousInputs: loaded.continuousInputs }),
    ...(loaded.inOrder === undefined ? {} : { inOrder: loaded.inOrder }),
    batch: (indices, key) => loaded.batch(all(indices), key),
    ...(loaded.units ? { units: (indices: Int32Array) => loaded.units?.(all(indices)) ?? {} } : {}),
    forward: (...call) => loaded.forward(...call),
    ...(loaded.logits
      ? {
          logits: (...call: Parameters<NonNullable<LoadedWorkload["logits"]>>) =>
            loaded.logits?.(...call) as never,
        }
      : {}),
    evaluate: (...call) => loaded.evaluate(...call),
    ...(loaded.withSymmetry
      ? { withSymmetry: (key) => subsetOf(loaded.withSymmetry?.(key) ?? loaded, examples) }
      : {}),
    dispose: () => loaded.dispose(),
  };
}
