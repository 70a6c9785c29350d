import type { Model } from "../layers/model.ts";

/** The same model with its parameters and states in the opposite order and under other names. */
export function rearranged(model: Model): Model {
  const rename = (name: string) => `other.${name}`;
  const renamed = <Spec extends { readonly name: string }>(specs: readonly Spec[]): Spec[] =>
    specs.map((spec) => ({ ...spec, name: rename(spec.name) })).reverse();
  return {
    parameterSpecs: renamed(model.parameterSpecs),
    modelStateSpecs: renamed(model.modelStateSpecs),
    apply: (scope, inputs) =>
      model.apply(
        {
          options: scope.options,
          parameter: (name) => scope.parameter(rename(name)),
          state: (name) => scope.state(rename(name)),
          updateState: (name, value) => scope.updateState(rename(name), value),
          newModelState: () => scope.newModelState().toReversed(),
        },
        inputs,
      ),
  };
}
