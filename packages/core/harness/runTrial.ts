import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { UserError } from "@steepest/base/userError.ts";
import { Sandbox } from "../sandbox/sandbox.ts";
import type { SandboxMeters } from "../sandbox/sandboxMeters.ts";
import { SubmissionError } from "../sandbox/submissionError.ts";
import type { OfficialMeasure } from "../schema/measures.ts";
import { isPossible, type Metric, meetsTarget } from "../schema/metric.ts";
import type { PriceList, WorkloadPrices } from "../schema/priceList.ts";
import type { Evaluation, TrialRecord } from "../schema/record.ts";
import type { Ruleset } from "../schema/ruleset.ts";
import type { TrialOutcome } from "../schema/trialOutcome.ts";
import type { EvaluationMetrics, LoadedWorkload } from "../workload/workload.ts";
import { failedOutcome } from "./failedOutcome.ts";
import { hashTensors } from "./hashTensors.ts";
import { Meter } from "./meter.ts";
import { Probing } from "./probing.ts";
import { type ReplayedEvaluation, replayedEvaluation } from "./replayedEvaluation.ts";
import type { TrialOptions, TrialProgressEvent } from "./trialOptions.ts";
import { criticalSeconds, gradientSeconds, trialRecord } from "./trialRecord.ts";
import { type TrialSnapshot, trialId } from "./trialSnapshot.ts";
import { WorkloadProblem } from "./workloadProblem.ts";

export type { TrialOptions, TrialProgressEvent } from "./trialOptions.ts";

const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

/** As a record holds them: null for what is not finite, and for a metric that has a value which it cannot have. */
const recorded = (metrics: EvaluationMetrics, { name, range }: Metric): Record<string, number | null> =>
  Object.fromEntries(
    Object.entries(metrics).map(([key, value]) => [
      key,
      key === name && !isPossible(range, value) ? null : finite(value),
    ]),
  );

/** Lets timers and messages (caps, cancellation) in, at most this often. */
const yieldSeconds = 0.1;

/**
 * Trains one submission on one workload until it reaches the target, spends its budget, is capped, diverges, fails or is
 * cancelled: select → update → (evaluation due? prepare → evaluate) → … Only what the submission does is charged.
 */
export class Trial {
  readonly #options: TrialOptions;
  readonly #official: OfficialMeasure;
  readonly #meter: Meter;
  #sandbox: Sandbox | null = null;
  readonly #target: number;
  readonly #evaluations: Evaluation[] = [];
  /** Seconds; `elsewhere` is what gradients took outside of updates. */
  readonly #split = { init: 0, select: 0, update: 0, prepare: 0, evaluate: 0, elsewhere: 0 };
  #step = 0;
  #lastEvaluationAt = 0;
  #trainLoss: number | null = null;
  #reached: TrialRecord["timeToTarget"] = null;
  #test: TrialRecord["test"] = null;
  #yieldedAt = 0;
  #batchSize = 1;
  readonly #probing: Probing;
  readonly #evaluation: ReplayedEvaluation;
  /** As they stood when training ended, before the test split was looked at. */
  #meters: SandboxMeters | null = null;

  constructor(options: TrialOptions) {
    // The one place where data meet a trial: no way to a record goes around it.
    this.#evaluation = replayedEvaluation(underSymmetry(options));
    this.#options = { ...options, loaded: this.#evaluation.loaded };
    this.#official = options.prices === null ? "wall" : "reference";
    this.#meter = new Meter(options.clock, options.backend, this.#official, () => ({
      steps: this.#step,
      gradients: this.#sandbox?.meters.gradientEvaluations ?? 0,
      referenceNanoseconds: this.#sandbox?.meters.referenceNanoseconds ?? 0,
    }));
    this.#target = options.target ?? options.workload.card.target.validation;
    this.#probing = new Probing(options.probes ?? [], this.#options.loaded);
  }

  async run(): Promise<TrialRecord> {
    const options = this.#options;
    let startedAt = new Date();
    const key = keyFromSeed(options.seed);
    const { card } = options.workload;
    const facts = {
      hyperparameters: options.hyperparameters,
      stepHint: options.stepHint ?? card.target.stepHint,
      budget: options.budgetSeconds,
      target: { metric: card.metric.name, direction: card.metric.direction, value: this.#target },
      lossType: card.loss.type,
    };
    const prices = pricesOf(card.id, options.prices);
    const problem = new WorkloadProblem(
      options.workload,
      options.loaded,
      key,
      facts,
      prices,
      options.randomness,
    );
    this.#probing.watch(problem);
    this.#report("setup");
    let sandbox: Sandbox | null = null;
    let outcome: TrialOutcome;
    let parametersSha256: string | null = null;
    try {
      sandbox = new Sandbox({
        engine: options.engine,
        source: options.source,
        problem,
        key: deriveKey(key, "submission"),
        now: options.clock.wall,
        elapsed: () => this.#meter.official,
        timeLoading: (run) => this.#meter.timeLoading(run),
        ...(options.prices ? { prices: options.prices } : {}),
        ...(options.onConsole ? { onConsole: options.onConsole } : {}),
        ...(options.limits ? { limits: options.limits } : {}),
      });
      this.#sandbox = sandbox;
      refuseOtherRuleset(sandbox.manifest.ruleset, options.ruleset);
      this.#batchSize = sandbox.chooseBatchSize();
      this.#split.init += this.#meter.chargeLoading();
      await problem.warmUp(this.#batchSize);
      const goesOn = options.resume !== undefined && this.#goOn(sandbox, options.resume);
      if (goesOn) startedAt = new Date(options.resume?.facts.startedAt ?? startedAt);
      else await this.#begin(sandbox);
      outcome = await this.#train(sandbox, startedAt);
      parametersSha256 = await hashTensors(sandbox.parameters);
      // The test split and the parameters were read from a device that may have failed meanwhile.
      await options.backend.sync();
    } catch (error) {
      outcome = failedOutcome(error, options.backend.failure?.());
    }
    const record = trialRecord({
      options,
      sandbox,
      meters: this.#meters ?? sandbox?.meters ?? null,
      outcome: outcome.kind === "exhausted" && this.#reached ? { kind: "reached" } : outcome,
      target: this.#target,
      batchSize: this.#batchSize,
      timeToTarget: this.#reached,
      evaluations: this.#evaluations,
      test: this.#test,
      steps: this.#step,
      measure: this.#official,
      charged: this.#meter.charged,
      split: this.#split,
      parametersSha256,
      startedAt,
    });
    this.#probing.dispose();
    sandbox?.dispose();
    problem.dispose();
    this.#evaluation.dispose();
    return record;
  }

  async #begin(sandbox: Sandbox): Promise<void> {
    await this.#meter.start();
    await sandbox.init();
    this.#split.init += await this.#meter.stop();
    this.#split.elsewhere += gradientSeconds(this.#official, sandbox.meters);
    await this.#probing.look(sandbox, 0, () => this.#meter.charged);
  }

  async #train(sandbox: Sandbox, startedAt: Date): Promise<TrialOutcome> {
    const { snapshots } = this.#options;
    for (;;) {
      const stop = this.#stopReason();
      if (stop) {
        this.#meters = { ...sandbox.meters };
        const looks = this.#options.evaluationSteps?.length !== 0;
        if (stop.kind === "exhausted" && looks) await this.#evaluateTest(sandbox);
        return stop;
      }
      this.#step += 1;
      this.#probing.before(sandbox, this.#step);
      await this.#trainStep(sandbox);
      const looked = this.#probing.look(sandbox, this.#step, () => this.#meter.charged);
      if (looked !== null) await looked;
      this.#report("train");
      if (this.#evaluationDue()) {
        const end = await this.#evaluate(sandbox);
        if (end) return end;
      }
      if (snapshots?.isDue(this.#step)) await snapshots.keep(await this.#save(sandbox, startedAt));
      await this.#yield();
    }
  }

  async #save(sandbox: Sandbox, startedAt: Date): Promise<TrialSnapshot> {
    const { facts, blobs } = await sandbox.save();
    return {
      facts: {
        format: "steepest-snapshot/1",
        trial: trialId(this.#options),
        step: this.#step,
        startedAt: startedAt.toISOString(),
        lastEvaluationAt: this.#lastEvaluationAt,
        trainLoss: this.#trainLoss,
        evaluations: [...this.#evaluations],
        reached: this.#reached,
        test: this.#test,
        split: { ...this.#split },
        meter: this.#meter.save(),
        sandbox: facts,
      },
      blobs,
    };
  }

  /** Whether the trial stands where the snapshot was taken. */
  #goOn(sandbox: Sandbox, { facts, blobs }: TrialSnapshot): boolean {
    if (facts.trial !== trialId(this.#options)) return false;
    if (!sandbox.restore({ facts: facts.sandbox, blobs })) return false;
    this.#step = facts.step;
    this.#lastEvaluationAt = facts.lastEvaluationAt;
    this.#trainLoss = facts.trainLoss;
    this.#evaluations.push(...facts.evaluations);
    this.#reached = facts.reached;
    this.#test = facts.test;
    Object.assign(this.#split, facts.split);
    this.#meter.restore(facts.meter);
    return true;
  }

  /** Why the trial must not take another step, or null. */
  #stopReason(): TrialOutcome | null {
    const { signal, maxSteps, ignoreBudget, budgetSeconds, capSeconds } = this.#options;
    if (signal?.aborted) return { kind: "cancelled" };
    if (maxSteps !== undefined && this.#step >= maxSteps) return { kind: "exhausted" };
    if (ignoreBudget) return null;
    if (this.#meter.official >= budgetSeconds) return { kind: "exhausted" };
    const cap = capSeconds?.() ?? null;
    return cap !== null && this.#meter.official > cap ? { kind: "capped", capSeconds: cap } : null;
  }

  async #trainStep(sandbox: Sandbox): Promise<void> {
    let selected = 0;
    await this.#meter.start();
    const before = this.#meter.official;
    const gradients = gradientSeconds(this.#official, sandbox.meters);
    await sandbox.step(this.#step, () => {
      selected = this.#meter.official - before;
      this.#split.elsewhere += gradientSeconds(this.#official, sandbox.meters) - gradients;
    });
    const seconds = await this.#meter.stop();
    this.#split.select += selected;
    this.#split.update += seconds - selected;
  }

  #evaluationDue(): boolean {
    const { evaluationSteps, evaluationPeriodSeconds } = this.#options;
    if (evaluationSteps) return evaluationSteps.includes(this.#step);
    // On a fixed grid: the first step that ends at or after each multiple of the period.
    const periods = (seconds: number) => Math.floor(seconds / evaluationPeriodSeconds);
    return periods(this.#meter.official) > periods(this.#lastEvaluationAt);
  }

  async #evaluate(sandbox: Sandbox): Promise<TrialOutcome | null> {
    const { backend, clock, loaded, workload, continueAfterTarget, ignoreBudget, budgetSeconds } =
      this.#options;
    const { metric } = workload.card;
    let evaluationSeconds = 0;
    let isReached = false;
    this.#report("evaluate");
    await this.#meter.start();
    const gradients = gradientSeconds(this.#official, sandbox.meters);
    const validation = await sandbox.withEvaluationModel(
      this.#step,
      async () => {
        this.#split.prepare += await this.#meter.stop();
        this.#split.elsewhere += gradientSeconds(this.#official, sandbox.meters) - gradients;
      },
      async (parameters, modelState) => {
        const before = clock.wall();
        const metrics = await loaded.evaluate(parameters, modelState, "validation");
        // A device that failed meanwhile read zeros, which may look like a target that was met.
        await backend.sync();
        const value = metrics[metric.name] ?? Number.NaN;
        const inTime = ignoreBudget === true || this.#meter.official <= budgetSeconds;
        isReached = !this.#reached && inTime && meetsTarget(metric, value, this.#target);
        evaluationSeconds = clock.wall() - before;
        if (isReached) this.#test = recorded(await loaded.evaluate(parameters, modelState, "test"), metric);
        return recorded(metrics, metric);
      },
    );
    const trainLoss = sandbox.trainLoss;
    this.#trainLoss = trainLoss ? finite((await trainLoss.data())[0]) : null;
    this.#split.evaluate += evaluationSeconds;
    this.#lastEvaluationAt = this.#meter.official;
    const { charged: chargedNow } = this.#meter;
    const evaluation: Evaluation = {
      step: this.#step,
      charged: chargedNow,
      trainLoss: this.#trainLoss,
      validation,
      evaluationSeconds,
      ...criticalSeconds(chargedNow, sandbox.meters),
    };
    this.#evaluations.push(evaluation);
    await this.#probing.evaluated(evaluation);
    const [loss, value] = [validation["loss"] ?? null, validation[metric.name] ?? null];
    sandbox.addEvaluation({ step: this.#step, loss, metric: value });
    this.#report("train");
    if (isReached) {
      const { step, charged } = evaluation;
      this.#reached = { step, charged };
      if (!continueAfterTarget) return { kind: "reached" };
    }
    return loss === null || value === null ? { kind: "diverged" } : null;
  }

  /** The test split at the end of a trial that did not reach its target; not charged. */
  async #evaluateTest(sandbox: Sandbox): Promise<void> {
    if (this.#test) return;
    this.#test = await sandbox.withEvaluationModel(
      this.#step,
      async () => {},
      async (parameters, modelState) =>
        recorded(
          await this.#options.loaded.evaluate(parameters, modelState, "test"),
          this.#options.workload.card.metric,
        ),
    );
  }

  async #yield(): Promise<void> {
    const now = this.#options.clock.wall();
    if (now - this.#yieldedAt < yieldSeconds) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    await this.#options.rest?.();
    this.#yieldedAt = this.#options.clock.wall();
  }

  #report(phase: TrialProgressEvent["phase"]): void {
    const { onProgress, budgetSeconds, workload } = this.#options;
    onProgress?.({
      step: this.#step,
      chargedSeconds: this.#meter.official,
      budgetSeconds,
      trainLoss: this.#trainLoss,
      metric: this.#evaluations.at(-1)?.validation[workload.card.metric.name] ?? null,
      evaluations: this.#evaluations.length,
      phase,
    });
  }
}

/** The data under the symmetry that the trial's seed draws. Neither charged nor known to the submission. */
const underSymmetry = ({ loaded, seed }: TrialOptions): LoadedWorkload =>
  loaded.withSymmetry?.(deriveKey(keyFromSeed(seed), "symmetry")) ?? loaded;

function refuseOtherRuleset(submission: Ruleset, trial: Ruleset): void {
  if (submission === trial) return;
  throw new SubmissionError({
    code: "manifest-invalid",
    message: `the submission is for the ${submission} ruleset, the trial is of the ${trial} ruleset`,
    solution: "Enter it on a board of its own ruleset.",
  });
}

/** The workload's prices on a class that is ruled by reference time: there is no training for nothing. */
function pricesOf(workload: string, list: PriceList | null): WorkloadPrices | null {
  if (list === null) return null;
  const prices = list.workloads[workload];
  if (prices) return prices;
  throw new UserError({
    code: "no-prices",
    what: `The price list of ${list.hardwareClass} has no prices for ${workload}.`,
    solution: `Measure them: npm run prices -- --workload ${workload}`,
  });
}

/** Runs one trial; never throws for what a submission or a device does. */
export const runTrial = (options: TrialOptions): Promise<TrialRecord> => new Trial(options).run();
