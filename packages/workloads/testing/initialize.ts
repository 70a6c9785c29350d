import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { initializeParameter } from "@steepest/core/workload/initializeParameter.ts";
import type { ModelStateSpec, ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { add, fill, type Tensor, tidy } from "@tensorflow/tfjs";

interface Specs {
  readonly parameterSpecs: readonly ParameterSpec[];
  readonly modelStateSpecs: readonly ModelStateSpec[];
}

/**
 * Initial parameters and state of a workload or model. `moved` adds normal numbers of that standard deviation to every parameter: off the
 * initial point, where zeros (of a head, a bias, a norm's scale) would hide most of a model.
 */
export function initialize({ parameterSpecs, modelStateSpecs }: Specs, { seed = 0, moved = 0 } = {}) {
  const key = deriveKey(keyFromSeed(seed), "init");
  const parameters = parameterSpecs.map((spec, at) =>
    tidy(() => {
      const initial = initializeParameter(spec, deriveKey(key, at));
      if (moved === 0) return initial;
      const noise = { ...spec, initializer: { type: "normal", standardDeviation: moved } } as const;
      return add(initial, initializeParameter(noise, deriveKey(deriveKey(key, "moved"), at)));
    }),
  );
  const state = modelStateSpecs.map((spec) => fill([...spec.shape], spec.initialValue) as Tensor);
  return { parameters, state };
}
