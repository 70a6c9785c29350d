import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import type { LoadedWorkload } from "@steepest/core/workload/workload.ts";
import { fill, relu, type Tensor, type Tensor1D, tanh, tensor1d, tensor2d, tidy } from "@tensorflow/tfjs";
import { dense, denseSpecs } from "../layers/dense.ts";
import { inBlock, type Model } from "../layers/model.ts";
import { createScope } from "../layers/scope.ts";
import { classifierParts, classify } from "../tasks/classify.ts";
import { evalOptions } from "../tasks/evalOptions.ts";

/** Dense layers, one after the other, and the examples that they classify. */
export interface DenseNetwork {
  readonly layers: readonly {
    readonly name: string;
    readonly units: number;
    readonly activation: "none" | "relu" | "tanh";
  }[];
  /** `inputs` [examples][features], `labels` [examples], classes from 0. */
  readonly data: {
    readonly inputs: readonly (readonly number[])[];
    readonly labels: readonly number[];
  };
}

const activations = { none: (x: Tensor) => x, relu, tanh };

/** Each layer is a block of its own. */
function modelOf({ layers, data }: DenseNetwork): Model {
  const widths = [data.inputs[0]?.length ?? 0, ...layers.map(({ units }) => units)];
  const last = layers.length - 1;
  const products = layers.map(({ units }, at) => (widths[at] as number) * units);
  const all = products.reduce((sum, count) => sum + count, 0);
  const edges = layers.slice(0, last).map(({ units }) => units);
  return {
    parameterSpecs: layers.flatMap(({ name, units }, at) =>
      inBlock(
        at,
        denseSpecs(name, widths[at] as number, units, { kind: at === last ? "output_weight" : "weight" }),
      ),
    ),
    modelStateSpecs: [],
    edges,
    noisyOutputs: layers.reduce((sum, { units }) => sum + units, 0),
    takesFeedback: true,
    ...(edges.length > 0
      ? { dropping: { shares: products.map((count) => count / all), numbers: edges } }
      : {}),
    apply: (scope, inputs) =>
      layers.reduce((x, { name, activation }, at) => {
        const layer = (from: Tensor) => activations[activation](dense(scope, name, from));
        return at === last ? layer(x) : scope.block(x, layer);
      }, inputs),
  };
}

/** A golden network as a loaded workload, with its parameters: softmax classification whose examples come in their order and stand for every split. */
export function denseNetwork(network: DenseNetwork): {
  readonly parameterSpecs: readonly ParameterSpec[];
  readonly loaded: LoadedWorkload;
} {
  const model = modelOf(network);
  const { inputs, labels } = network.data;
  const gather = (indices: readonly number[]) => ({
    inputs: tensor2d(indices.map((index) => [...(inputs[index] ?? [])])),
    labels: tensor1d(
      indices.map((index) => labels[index] as number),
      "int32",
    ),
  });
  const loaded: LoadedWorkload = {
    trainSize: labels.length,
    inOrder: true,
    ...classifierParts(model),
    continuousInputs: ["inputs"],
    batch: (indices) => gather([...indices]),
    forward(parameters, modelState, batch, options) {
      const { inputs, labels } = batch as ReturnType<typeof gather>;
      const scope = createScope(model, parameters, modelState, options);
      const { logits: _, ...result } = classify(scope, model, inputs, labels);
      return { ...result, weights: fill([labels.size], 1) as Tensor1D };
    },
    logits: (parameters, modelState, batch) =>
      model.apply(createScope(model, parameters, modelState, evalOptions), batch["inputs"] as Tensor),
    async evaluate(parameters, modelState) {
      const mean = tidy(() => {
        const batch = gather(labels.map((_, index) => index));
        return classify(
          createScope(model, parameters, modelState, evalOptions),
          model,
          batch.inputs,
          batch.labels,
        ).losses.mean();
      });
      const [loss = Number.NaN] = await mean.data();
      mean.dispose();
      return { loss };
    },
    dispose() {},
  };
  return { parameterSpecs: model.parameterSpecs, loaded };
}
