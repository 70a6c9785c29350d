import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import {
  add,
  customGrad,
  type GradSaveFunc,
  mean,
  mul,
  rsqrt,
  square,
  sub,
  type Tensor,
} from "@tensorflow/tfjs";
import { columnSum } from "./columnSum.ts";
import type { Scope } from "./scope.ts";
import { spreadColumn } from "./spreadColumn.ts";

const epsilon = 1e-5;

export const layerNormSpecs = (name: string, width: number): readonly ParameterSpec[] => [
  { name: `${name}.scale`, kind: "norm_scale", shape: [width], initializer: { type: "constant", value: 1 } },
  { name: `${name}.bias`, kind: "norm_bias", shape: [width], initializer: { type: "constant", value: 0 } },
];

/** Normalizes every row of x [rows, width] to mean 0 and variance 1, then scales and shifts (arXiv 1607.06450). */
export const layerNorm = (scope: Scope, name: string, x: Tensor): Tensor =>
  normalizeRows(x, scope.parameter(`${name}.scale`), scope.parameter(`${name}.bias`));

/** With its gradient in closed form: dx = (g − mean(g) − x̂ · mean(g · x̂)) / σ, where g = dy · γ. */
const normalizeRows = customGrad((...inputs) => {
  const [x, scale, bias] = inputs as Tensor[] as [Tensor, Tensor, Tensor];
  const save = inputs.at(-1) as unknown as GradSaveFunc;
  const width = x.shape[1] as number;
  const rowMean = (rows: Tensor) => spreadColumn(mean(rows, 1, true), width);
  const centred = sub(x, rowMean(x));
  const variance = mean(square(centred), 1, true);
  const inverseDeviation = spreadColumn(rsqrt(add(variance, epsilon)), width);
  const normalized = mul(centred, inverseDeviation);
  save([normalized, inverseDeviation, scale]);
  return {
    value: add(mul(normalized, scale), bias),
    gradFunc: (dy: Tensor, saved: Tensor[]) => {
      const [hat, inverse, gamma] = saved as [Tensor, Tensor, Tensor];
      const g = mul(dy, gamma);
      const dx = mul(sub(sub(g, rowMean(g)), mul(hat, rowMean(mul(g, hat)))), inverse);
      return [dx, columnSum(mul(dy, hat)), columnSum(dy)];
    },
  };
});
