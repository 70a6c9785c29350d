import type { LoadedWorkload } from "../workload/workload.ts";

/** The same workload with fewer training examples, spread evenly over the training set. Validation and test stay whole. */
export function subsetOf(loaded: LoadedWorkload, examples: number): LoadedWorkload {
  const count = Math.min(examples, loaded.trainSize);
  const all = (indices: Int32Array) => indices.map((at) => Math.floor((at * loaded.trainSize) / count));
  return {
    trainSize: count,
    ...(loaded.samplesLabels === undefined ? {} : { samplesLabels: loaded.samplesLabels }),
    ...(loaded.localShapes === undefined ? {} : { localShapes: loaded.localShapes }),
    ...(loaded.continuousInputs === undefined ? {} : { continuousInputs: loaded.continuousInputs }),
    ...(loaded.inOrder === undefined ? {} : { inOrder: loaded.inOrder }),
    batch: (indices, key) => loaded.batch(all(indices), key),
    ...(loaded.units ? { units: (indices: Int32Array) => loaded.units?.(all(indices)) ?? {} } : {}),
    forward: (...call) => loaded.forward(...call),
    ...(loaded.logits
      ? {
          logits: (...call: Parameters<NonNullable<LoadedWorkload["logits"]>>) =>
            loaded.logits?.(...call) as never,
        }
      : {}),
    evaluate: (...call) => loaded.evaluate(...call),
    ...(loaded.withSymmetry
      ? { withSymmetry: (key) => subsetOf(loaded.withSymmetry?.(key) ?? loaded, examples) }
      : {}),
    dispose: () => loaded.dispose(),
  };
}
