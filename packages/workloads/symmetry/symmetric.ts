import type { RandomKey } from "@steepest/base/random/threefry.ts";
import type { LoadedWorkload } from "@steepest/core/workload/workload.ts";

/** What a task is given, with its data under the symmetry that a key draws; every split alike. Nothing is changed in place. */
export type DrawSymmetry<Options> = (options: Options, key: RandomKey) => Options;

/**
 * A task whose every trial sees the data under a symmetry of its own: a rearrangement after which the same model, with its parameters rearranged
 * alike, does exactly as well, so that an algorithm fares as without, and weights that were stored beforehand fit no trial.
 */
export const symmetric = <Options>(
  task: (options: Options) => LoadedWorkload,
  options: Options,
  draw: DrawSymmetry<Options>,
): LoadedWorkload => ({ ...task(options), withSymmetry: (key) => task(draw(options, key)) });
