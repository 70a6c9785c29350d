import { drawnNumbers } from "@steepest/base/random/drawnNumbers.ts";
import { deriveKey } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import type { ForwardOptions, ForwardResult } from "@steepest/core/workload/workload.ts";
import { throughFeedback, withoutGradient } from "@steepest/tensors/operations/feedback.ts";
import { add, mul, type Tensor, type Tensor1D, tensor } from "@tensorflow/tfjs";
import { rowsOf, sampledBlock } from "./backwardSampling.ts";
import type { Model } from "./model.ts";

/** What a layer sees in one forward pass: parameters and state by name, and how to run. */
export interface Scope {
  readonly options: ForwardOptions;
  parameter(name: string): Tensor;
  state(name: string): Tensor;
  /** Sets what a state is after this pass. */
  updateState(name: string, value: Tensor): void;
  /**
   * What a block makes of x; every block but the last goes through here. Where blocks have heads of their own, the next one gets its outputs without their gradient; where examples are dropped on the way back, they
   * are before its gradient is computed.
   */
  block(x: Tensor, layers: (x: Tensor) => Tensor): Tensor;
  /** A tensor that is made for all examples of the batch, of which x may hold some: `make` is given the shape for all where `shape` is that for x, and its rows for x are returned. */
  perExample(shape: readonly number[], make: (shape: number[]) => Tensor): Tensor;
  /**
   * What the layer makes of x; where outputs are noisy with noise on it, and cut off from what lies before and behind. A layer within a layer takes no noise of its own: its parameters have that of the outer
   * one's output.
   */
  noisy(x: Tensor, layer: (x: Tensor) => Tensor): Tensor;
  /** What the layer makes of x and the weight of this name, in both of which it is linear; with feedback, slopes go back to x through other weights. */
  linear(x: Tensor, weight: string, layer: (x: Tensor, weight: Tensor) => Tensor): Tensor;
  /** Positions of a sequence look at those before them here: what was noised so far reaches later positions, too. */
  lookBack(): void;
  /** Layers and their noise, in order, where outputs are noisy. */
  readonly noised: NonNullable<ForwardResult["noised"]>;
  /** What blocks gave, in order, where they have heads. */
  readonly edges: readonly Tensor[];
  /** Where examples are dropped on the way back: of each edge the length of every example's signal, once the gradient was taken. */
  readonly signals: readonly Tensor[];
  /** The states after the pass, in the order of their specs. */
  newModelState(): readonly Tensor[];
}

export function createScope(
  model: Pick<Model, "parameterSpecs" | "modelStateSpecs">,
  parameters: readonly Tensor[],
  modelState: readonly Tensor[],
  options: ForwardOptions,
): Scope {
  const byName = new Map(model.parameterSpecs.map((spec, at) => [spec.name, parameters[at]]));
  const feedback = new Map(model.parameterSpecs.map((spec, at) => [spec.name, options.feedback?.[at]]));
  const states = new Map(model.modelStateSpecs.map((spec, at) => [spec.name, modelState[at]]));
  const after = new Map(states);
  const edges: Tensor[] = [];
  const noised: { outputs: Tensor; noise: Tensor; reachesLater: boolean }[] = [];
  let isInNoisy = false;
  const signals: Tensor[] = [];
  let blocks = 0;
  /** Examples of the batch, and those that are computed again on the way back. */
  let examples = 0;
  let chosen: Tensor1D | null = null;
  return {
    options,
    edges,
    signals,
    noised,
    noisy(x, layer) {
      const { outputNoise, key } = options;
      if (outputNoise === undefined || isInNoisy) return layer(x);
      isInNoisy = true;
      const outputs = layer(withoutGradient(x));
      isInNoisy = false;
      const name = `noise ${noised.length}`;
      const numbers = drawnNumbers(key, (drawn) => normal(deriveKey(drawn, name), outputs.size), "normal");
      const noise = tensor(numbers, outputs.shape, "float32");
      noised.push({ outputs, noise, reachesLater: false });
      return withoutGradient(add(outputs, mul(noise, outputNoise)));
    },
    linear(x, name, layer) {
      const [weight, back] = [found(byName, name), feedback.get(name)];
      return back === undefined ? layer(x, weight) : throughFeedback(x, weight, back, layer);
    },
    lookBack() {
      for (const each of noised) each.reachesLater = true;
    },
    block(x, layers) {
      const place = blocks++;
      if (place === 0) examples = x.shape[0] as number;
      const count = options.keep?.[place];
      if (count !== undefined) {
        return sampledBlock({
          ...{ input: x, isFirst: place === 0, examples, count, key: options.key, name: `edge ${place}` },
          parameters: parameters.filter((_, at) => model.parameterSpecs[at]?.block === place),
          onSignal: (lengths) => {
            signals[place] = lengths;
          },
          layers(some, indices) {
            const before = chosen;
            chosen = indices;
            try {
              return layers(some);
            } finally {
              chosen = before;
            }
          },
        });
      }
      const outputs = layers(x);
      if (options.localHeads === undefined) return outputs;
      edges.push(outputs);
      return withoutGradient(outputs);
    },
    perExample(shape, make) {
      if (chosen === null) return make([...shape]);
      const [first = 1, ...rest] = shape;
      return rowsOf(make([(first / chosen.size) * examples, ...rest]), chosen, examples);
    },
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
