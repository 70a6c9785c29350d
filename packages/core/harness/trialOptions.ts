import type { Backend } from "@steepest/tensors/backend/backend.ts";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import type { SandboxLimits } from "../sandbox/limits.ts";
import type { Environment } from "../schema/environment.ts";
import type { PriceList } from "../schema/priceList.ts";
import type { Ruleset } from "../schema/ruleset.ts";
import type { HyperparameterPoint } from "../schema/searchSpace.ts";
import type { SubmissionSource } from "../schema/sourceFiles.ts";
import type { LoadedWorkload, Workload } from "../workload/workload.ts";
import type { Clock } from "./clock.ts";
import type { Probe } from "./probe.ts";
import type { Randomness } from "./randomness.ts";
import type { Snapshots, TrialSnapshot } from "./trialSnapshot.ts";

/** Everything that one trial depends on. */
export interface TrialOptions {
  readonly engine: QuickJSWASMModule;
  readonly backend: Backend;
  readonly clock: Clock;
  readonly workload: Workload;
  readonly loaded: LoadedWorkload;
  readonly source: SubmissionSource;
  readonly ruleset: Ruleset;
  readonly hyperparameters: HyperparameterPoint;
  readonly study: number;
  readonly trial: number;
  readonly seed: number;
  /** What operations cost, on a hardware class that is ruled by reference time; null where the clock rules. */
  readonly prices: PriceList | null;
  /** SHA-256 over what the trial is computed with. */
  readonly librarySha256: string;
  /** Charged seconds of the official measure, as all that follow. */
  readonly budgetSeconds: number;
  readonly evaluationPeriodSeconds: number;
  readonly environment: Environment;
  /** Overrides the card's validation target (target setting gives an unreachable one). */
  readonly target?: number | undefined;
  /** Overrides the card's step hint (target setting). */
  readonly stepHint?: number | undefined;
  /** Steps at which to evaluate, instead of by time (replay, target setting). None: the test split is not looked at either. */
  readonly evaluationSteps?: readonly number[] | undefined;
  /** Stops after this many steps, whatever the clock says. */
  readonly maxSteps?: number | undefined;
  /** Neither budget nor cap stops the trial: steps do (replay, target setting). */
  readonly ignoreBudget?: boolean | undefined;
  /** Goes on when the target is met (target setting). */
  readonly continueAfterTarget?: boolean | undefined;
  /** Asked after every step: charged seconds beyond which the trial can change no score; null: none known. */
  readonly capSeconds?: () => number | null;
  /** Ends the trial as `cancelled` after the running step. */
  readonly signal?: AbortSignal;
  /** Asked between steps, where nothing is charged: what it gives is awaited, so a tab can let a trial rest. Null: go on. */
  readonly rest?: () => Promise<void> | null;
  /** Called after every step and evaluation; throttle it yourself. */
  readonly onProgress?: (progress: TrialProgressEvent) => void;
  readonly onConsole?: (line: string) => void;
  /** Copies of the trial that it can go on from, should its process end. Not charged. */
  readonly snapshots?: Snapshots | undefined;
  /** Goes on from there. One that is of another trial, or does not fit this engine, is left aside: the trial starts anew. Probes see only what comes after. */
  readonly resume?: TrialSnapshot | undefined;
  /** Look into the trial between steps (the lab). */
  readonly probes?: readonly Probe[] | undefined;
  /** Seeds of single sources of randomness, instead of `seed` (the lab). */
  readonly randomness?: Randomness | undefined;
  readonly limits?: Partial<SandboxLimits>;
}

export interface TrialProgressEvent {
  readonly step: number;
  readonly chargedSeconds: number;
  readonly budgetSeconds: number;
  /** At the last evaluation. */
  readonly trainLoss: number | null;
  readonly metric: number | null;
  readonly evaluations: number;
  readonly phase: "setup" | "train" | "evaluate";
}
