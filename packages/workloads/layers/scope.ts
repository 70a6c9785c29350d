import type { ModelStateSpec, ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import type { ForwardOptions } from "@steepest/core/workload/workload.ts";
import type { Tensor } from "@tensorflow/tfjs";

/** What a layer sees in one forward pass: parameters and state by name, and how to run. */
export interface Scope {
  readonly options: ForwardOptions;
  parameter(name: string): Tensor;
  state(name: string): Tensor;
  /** Sets what a state is after this pass. */
  updateState(name: string, value: Tensor): void;
  /** The states after the pass, in the order of their specs. */
  newModelState(): readonly Tensor[];
}

/** A parameter-free description of a network: what it needs, and how it maps inputs to logits. */
export interface Model {
  readonly parameterSpecs: readonly ParameterSpec[];
  readonly modelStateSpecs: readonly ModelStateSpec[];
  /** Logits; for a sequence model one row for every position. */
  apply(scope: Scope, inputs: Tensor): Tensor;
}

export function createScope(
  model: Model,
  parameters: readonly Tensor[],
  modelState: readonly Tensor[],
  options: ForwardOptions,
): Scope {
  const byName = new Map(model.parameterSpecs.map((spec, at) => [spec.name, parameters[at]]));
  const states = new Map(model.modelStateSpecs.map((spec, at) => [spec.name, modelState[at]]));
  const after = new Map(states);
  return {
    options,
    parameter: (name) => found(byName, name),
    state: (name) => found(states, name),
    updateState(name, value) {
      found(after, name);
      after.set(name, value);
    },
    newModelState: () => model.modelStateSpecs.map((spec) => found(after, spec.name)),
  };
}

function found(tensors: ReadonlyMap<string, Tensor | undefined>, name: string): Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`the model has no \`${name}\``);
  return tensor;
}
