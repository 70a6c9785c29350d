import type { ModelStateSpec, ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import type { LoadedWorkload } from "@steepest/core/workload/workload.ts";
import type { Tensor } from "@tensorflow/tfjs";
import type { Scope } from "./scope.ts";

/** A parameter-free description of a network: what it needs, and how it maps inputs to logits. */
export interface Model {
  readonly parameterSpecs: readonly ParameterSpec[];
  readonly modelStateSpecs: readonly ModelStateSpec[];
  /** Features at each edge between two blocks, where blocks are marked: `apply` calls all but the last through `scope.block`, and specs say their `block`. */
  readonly edges?: readonly number[];
  /** What blocks cost, where examples can be dropped between them: each has all parameters of its own, and no example acts on another. */
  readonly dropping?: NonNullable<LoadedWorkload["dropping"]>;
  /** Numbers that all layers give of an example, where each goes through `scope.noisy`, all parameters are in such layers, and no example acts on another. */
  readonly noisyOutputs?: number;
  /** Whether every product of what a layer gives with a parameter is made by `scope.linear`. */
  readonly takesFeedback?: boolean;
  /** Logits; for a sequence model one row for every position. */
  apply(scope: Scope, inputs: Tensor): Tensor;
}

/** Specs of one block of a model. */
export const inBlock = (block: number, specs: readonly ParameterSpec[]): ParameterSpec[] =>
  specs.map((spec) => ({ ...spec, block }));
