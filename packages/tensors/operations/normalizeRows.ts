import {
  add,
  concat,
  matMul,
  mean,
  mul,
  ones,
  reshape,
  rsqrt,
  square,
  sub,
  sum,
  type Tensor,
  zeros,
} from "@tensorflow/tfjs";
import { type Differentiable, differentiable } from "./differentiable.ts";
import { hasFusedKernel, runFusedKernel } from "./fusedKernel.ts";
import { requireTensor } from "./requireTensor.ts";

export interface RowNormOptions {
  /** Added to the variance. */
  readonly epsilon: number;
  /** Whether the row's mean is taken away: layer norm, else RMS norm. */
  readonly centred: boolean;
}

/** Layer and RMS norm of x [..., width]; `scale` and `bias` [width] are optional. */
export function normalizeRows(
  x: Tensor,
  scale: Tensor | undefined,
  bias: Tensor | undefined,
  options: RowNormOptions,
): Tensor {
  requireTensor("x", x, "any");
  for (const each of [scale, bias]) if (each) requireTensor("scale and bias", each, [x.shape.at(-1) ?? 1]);
  const inputs = [x, scale, bias].filter((each) => each !== undefined);
  /** The slopes of those that were given. */
  const wanted = (slopes: Tensor[]) =>
    [x, scale, bias].flatMap((each, at) => (each ? [slopes[at] as Tensor] : []));
  return differentiable(inputs, (): Differentiable => {
    const [value, statistics] = hasFusedKernel("LayerNorm")
      ? runFusedKernel("LayerNorm", { x, scale, bias }, options)
      : composed(x, scale, bias, options);
    const saved = [x, statistics as Tensor, ...(scale ? [scale] : [])];
    return { value: value as Tensor, saved, gradient: (dy, kept) => wanted(slopesOf(dy, kept, options)) };
  });
}

function slopesOf(dy: Tensor, saved: readonly Tensor[], options: RowNormOptions): Tensor[] {
  const [x, statistics, scale] = saved as [Tensor, Tensor, Tensor | undefined];
  if (hasFusedKernel("LayerNormGrad")) {
    return runFusedKernel("LayerNormGrad", { x, dy, statistics, scale }, { centred: options.centred });
  }
  return composedSlopes(x, dy, statistics, scale, options);
}

/** A column [rows, 1] repeated to [rows, width]: a product with ones (exact), since tfjs broadcasts number by number. */
const spread = (column: Tensor, width: number): Tensor => matMul(column, ones([1, width]));

const asRows = (x: Tensor): Tensor => reshape(x, [-1, x.shape.at(-1) as number]);

function composed(x: Tensor, scale: Tensor | undefined, bias: Tensor | undefined, options: RowNormOptions) {
  const { epsilon, centred } = options;
  const rows = asRows(x);
  const [count, width] = rows.shape as [number, number];
  const centre = centred ? mean(rows, 1, true) : zeros([count, 1]);
  const deviations = centred ? sub(rows, spread(centre, width)) : rows;
  const inverse = rsqrt(add(mean(square(deviations), 1, true), epsilon));
  const hat = mul(deviations, spread(inverse, width));
  const scaled = scale === undefined ? hat : mul(hat, scale);
  const shifted = bias === undefined ? scaled : add(scaled, bias);
  return [reshape(shifted, x.shape), reshape(concat([centre, inverse]), [2, count])];
}

/** dx = (g − mean(g) − x̂ · mean(g · x̂)) / σ with g = dy · scale; without mean(g) where the rows were not centred. */
function composedSlopes(
  x: Tensor,
  dy: Tensor,
  statistics: Tensor,
  scale: Tensor | undefined,
  { centred }: RowNormOptions,
): Tensor[] {
  const upstream = asRows(dy);
  const [rows, width] = upstream.shape as [number, number];
  const ofRow = (at: number) => spread(reshape(statistics.slice([at, 0], [1, rows]), [rows, 1]), width);
  const inverse = ofRow(1);
  const hat = mul(centred ? sub(asRows(x), ofRow(0)) : asRows(x), inverse);
  const g = scale === undefined ? upstream : mul(upstream, scale);
  const centredG = centred ? sub(g, spread(mean(g, 1, true), width)) : g;
  const dx = mul(sub(centredG, mul(hat, spread(mean(mul(g, hat), 1, true), width))), inverse);
  return [reshape(dx, x.shape), sum(mul(upstream, hat), 0), sum(upstream, 0)];
}
