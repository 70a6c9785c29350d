import { classLosses } from "@steepest/tensors/operations/classLosses.ts";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import type { Model } from "../layers/model.ts";
import type { Scope } from "../layers/scope.ts";
import { localLosses, localShapes } from "./localLosses.ts";

/** What of a loaded workload follows from its model, where every example has one class. */
export const classifierParts = (model: Model) => ({
  takesFeedback: model.takesFeedback ?? false,
  samplesLabels: true,
  localShapes: localShapes(model),
  ...(model.dropping ? { dropping: model.dropping } : {}),
  ...(model.noisyOutputs === undefined ? {} : { noisyOutputs: model.noisyOutputs }),
});

/** The logits [examples, classes] of inputs, the examples' losses by their labels [examples] (int32), and what else the scope's options ask for. */
export function classify(scope: Scope, model: Model, inputs: Tensor, labels: Tensor) {
  const { options } = scope;
  const logits = model.apply(scope, inputs) as Tensor2D;
  const losses = classLosses(logits, labels, options);
  const noised = options.outputNoise === undefined ? {} : { noised: scope.noised };
  const local = options.localHeads ? { localLosses: localLosses(scope.edges, labels, options) } : {};
  const signals = options.keep ? { signals: scope.signals } : {};
  return { logits, losses, ...local, ...noised, ...signals, modelState: scope.newModelState() };
}
