import type { Tensor } from "@tensorflow/tfjs";
import type { Model } from "../layers/model.ts";
import type { Scope } from "../layers/scope.ts";

/** A model of whatever inputs. */
interface ModelOf<Inputs> extends Pick<Model, "parameterSpecs" | "modelStateSpecs"> {
  apply(scope: Scope, inputs: Inputs): Tensor;
}

/** The same model with its parameters and states in the opposite order and under other names. */
export function rearranged<Inputs>(model: ModelOf<Inputs>): ModelOf<Inputs> {
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
          block: (x, layers) => scope.block(x, layers),
          perExample: (shape, make) => scope.perExample(shape, make),
          edges: scope.edges,
          signals: scope.signals,
          noisy: (x, layer) => scope.noisy(x, layer),
          linear: (x, name, layer) => scope.linear(x, rename(name), layer),
          noised: scope.noised,
          lookBack: () => scope.lookBack(),
          parameter: (name) => scope.parameter(rename(name)),
          state: (name) => scope.state(rename(name)),
          updateState: (name, value) => scope.updateState(rename(name), value),
          newModelState: () => scope.newModelState().toReversed(),
        },
        inputs,
      ),
  };
}
