import type { Probe } from "../harness/probe.ts";
import type { Randomness } from "../harness/randomness.ts";
import type { Finding, LabReport, LabResult, LabTask, Subject } from "../schema/labFile.ts";
import type { TrialRecord } from "../schema/record.ts";
import type { HyperparameterPoint } from "../schema/searchSpace.ts";
import type { WorkloadCard } from "../schema/workloadCard.ts";
import type { LoadedWorkload, Workload } from "../workload/workload.ts";

/** An option of an instrument: a number, or a list of them. */
export interface LabOption {
  readonly description: string;
  readonly default: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
  /** Several values are allowed. */
  readonly list?: boolean;
}

/** An option of an instrument that is a word, such as a hyperparameter's name. Null: left to the instrument. */
export interface LabWord {
  readonly description: string;
  readonly default: string | null;
}

export interface LabAsk {
  readonly card: WorkloadCard;
  readonly subjects: readonly Subject[];
  readonly studies: number;
  readonly seed: number;
  /** By name; every option of the instrument has at least one value. */
  readonly options: Readonly<Record<string, readonly number[]>>;
  readonly words: Readonly<Record<string, string | null>>;
}

export interface TrainOptions {
  readonly seed: number;
  /** Training stops after so many; schedules hear of it as their hint. */
  readonly steps: number;
  readonly hyperparameters?: HyperparameterPoint;
  /** Instead of the workload's default. Refused where the submission chooses another. */
  readonly batchSize?: number;
  /** Trains on so many examples only, spread evenly over the training set. */
  readonly examples?: number;
  readonly evaluationSteps?: readonly number[];
  /** Stops when this validation value is met; otherwise no target ends the trial. */
  readonly target?: number;
  /** Goes on when the target is met. */
  readonly goesOn?: boolean;
  readonly probes?: readonly Probe[];
  /** Seeds of single sources of randomness, instead of `seed`. */
  readonly randomness?: Randomness;
}

/** What a task works with. */
export interface Bench {
  readonly workload: Workload;
  readonly loaded: LoadedWorkload;
  readonly subject: Subject;
  /** Trains the task's subject for a number of steps. Throws where the submission fails; one that diverges gives its record. */
  train(options: TrainOptions): Promise<TrialRecord>;
  /** The same with hidden layers `factor` times as wide, for as long as `use` takes. Throws a UserError where the workload has one width. */
  widened<Result>(factor: number, use: (bench: Bench) => Promise<Result>): Promise<Result>;
  /** What the machine's processors took so far, in joules; null where nothing counts it. */
  joules(): number | null;
  /** How far the task is, from 0 to 1. */
  progress(share: number): void;
}

/** One way of looking at training. An instrument is one file: what it plans, what a piece of it measures, what the pieces say together. */
export interface Instrument {
  readonly name: string;
  readonly title: string;
  /** What it measures and in which unit, for `--help` and the page. */
  readonly measures: string;
  /** The paper that it follows, with the place in it. */
  readonly source: string;
  /** What it costs, roughly, as a function of its options. */
  readonly cost: string;
  readonly studies: number;
  readonly options: Readonly<Record<string, LabOption>>;
  readonly words?: Readonly<Record<string, LabWord>>;
  /** At least so many submissions are needed (1 by default). */
  readonly subjects?: number;
  plan(ask: LabAsk): LabTask[];
  measure(task: LabTask, ask: LabAsk, bench: Bench): Promise<Finding>;
  report(ask: LabAsk, results: readonly LabResult[]): LabReport;
}

/** A task for every submission, each of the settings and each study's seed. */
export const tasksOf = (
  { subjects, studies, seed }: LabAsk,
  settings: readonly LabTask["settings"][] = [{}],
): LabTask[] =>
  subjects.flatMap((_, subject) =>
    settings.flatMap((one) =>
      Array.from({ length: studies }, (_, study) => ({ subject, seed: seed + study, settings: one })),
    ),
  );

/** The one value of an option. */
export function optionOf(ask: LabAsk, name: string): number {
  const value = ask.options[name]?.[0];
  if (value === undefined) throw new RangeError(`the instrument has no option ${name}`);
  return value;
}

/** Null for what JSON cannot hold. */
export const finite = (value: number | null | undefined): number | null =>
  value !== null && value !== undefined && Number.isFinite(value) ? value : null;

/** Whole numbers from 0 to `last`, about `count` of them, evenly spread. */
export function evenly(last: number, count: number): number[] {
  const all = Array.from({ length: count }, (_, at) => Math.round((last * at) / Math.max(1, count - 1)));
  return [...new Set(all)];
}

/** The name by which a submission's learning rate goes, or null. */
export const learningRateOf = ({ hyperparameters }: Subject): string | null =>
  ["lr", "learning_rate", "peak_lr"].find((name) => typeof hyperparameters[name] === "number") ?? null;

/** The numbers of a record's trial that instruments read: its last validation value, its test value, and what it took to the target (null: not met). */
export function endOf(record: TrialRecord): {
  readonly validation: number | null;
  readonly loss: number | null;
  readonly test: number | null;
  readonly stepsToTarget: number | null;
  readonly secondsToTarget: number | null;
} {
  const { name } = record.workload.metric;
  const last = record.evaluations.at(-1)?.validation;
  const diverged = record.outcome.kind === "diverged";
  return {
    validation: diverged ? null : (last?.[name] ?? null),
    loss: diverged ? null : (last?.["loss"] ?? null),
    test: diverged ? null : (record.test?.[name] ?? null),
    stepsToTarget: record.timeToTarget?.step ?? null,
    secondsToTarget: record.timeToTarget?.charged.reference ?? record.timeToTarget?.charged.wall ?? null,
  };
}

/** A submission's name, with the seed where there are several. */
export const seriesName = (ask: LabAsk, { subject, seed }: LabTask): string => {
  const name = ask.subjects[subject]?.name ?? "?";
  return ask.studies > 1 ? `${name}, seed ${seed}` : name;
};

export const isNumber = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined;
