import { normal } from "@steepest/base/random/normal.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import { type Tensor, tensor } from "@tensorflow/tfjs";
import type { ParameterSpec } from "./parameterSpec.ts";

/** Fan-in and fan-out of a dense weight [in, out], a filter [h, w, in, out] or a vector. */
export function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  const receptive = shape.slice(0, -2).reduce((product, length) => product * length, 1);
  const last = shape.at(-1) ?? 1;
  const beforeLast = shape.at(-2) ?? last;
  return { fanIn: receptive * beforeLast, fanOut: receptive * last };
}

/** A parameter's initial values. The numbers depend on spec and key alone, not on the backend. */
export function initialValues(spec: ParameterSpec, key: RandomKey): Float32Array {
  const size = spec.shape.reduce((product, length) => product * length, 1);
  const { fanIn, fanOut } = fans(spec.shape);
  const { initializer } = spec;
  const scaledUniform = (limit: number) => uniform(key, size).map((u) => (2 * u - 1) * limit);
  const scaledNormal = (deviation: number) => normal(key, size).map((z) => z * deviation);
  switch (initializer.type) {
    case "constant":
      return new Float32Array(size).fill(initializer.value);
    case "normal":
      return scaledNormal(initializer.standardDeviation);
    case "uniform":
      return scaledUniform(initializer.limit);
    case "uniform_between":
      return uniform(key, size).map((u) => initializer.from + u * (initializer.to - initializer.from));
    case "fan_in_normal":
      return scaledNormal(Math.sqrt(initializer.scale / fanIn));
    case "fan_in_uniform":
      return scaledUniform(Math.sqrt((3 * initializer.scale) / fanIn));
    case "glorot_uniform":
      return scaledUniform(Math.sqrt(6 / (fanIn + fanOut)));
  }
}

/** The same values as a tensor of the spec's shape on the current backend. */
export function initializeParameter(spec: ParameterSpec, key: RandomKey): Tensor {
  return tensor(initialValues(spec, key), [...spec.shape], "float32");
}
