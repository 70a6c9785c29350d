import type { Tensor } from "@tensorflow/tfjs";
import type { Charges } from "../schema/measures.ts";
import type { Evaluation } from "../schema/record.ts";
import type { LoadedWorkload } from "../workload/workload.ts";

/** A trial between two steps. Everything in it is lent: it is freed when the probe has returned, so copy what is to be kept. */
export interface ProbedMoment {
  /** Steps taken so far; 0: `init` has run, nothing was trained. */
  readonly step: number;
  /** What the submission was charged so far. Probes themselves are never charged. */
  readonly charged: Charges;
  readonly parameters: readonly Tensor[];
  readonly modelState: readonly Tensor[];
  /** The parameters before this step, so that an update is `parameters` − `before`. Null at step 0. */
  readonly before: readonly Tensor[] | null;
  /** The first gradient that the submission asked for in this step, and its loss. Null at step 0 and where it asked for none. */
  readonly gradient: { readonly loss: Tensor; readonly grads: readonly Tensor[] } | null;
  /** The trial's data, under its symmetry. */
  readonly loaded: LoadedWorkload;
}

/**
 * Looks into a trial while it runs, and changes nothing of it: the record is the same bits with it and without it, but for wall seconds and the peak
 * of memory.
 */
export interface Probe {
  /** Whether to be called after this many steps. It may answer differently only by what it has seen. */
  isDue(step: number): boolean;
  onStep(moment: ProbedMoment): void | Promise<void>;
  /** After each evaluation, due or not. */
  onEvaluation?(evaluation: Evaluation): void | Promise<void>;
}
