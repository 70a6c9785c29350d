import { add, div, mean, mul, reshape, rsqrt, square, stack, sub, sum, type Tensor } from "@tensorflow/tfjs";
import { type Differentiable, differentiable } from "./differentiable.ts";
import { hasFusedKernel, runFusedKernel } from "./fusedKernel.ts";

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

function composed(x: Tensor, scale: Tensor | undefined, bias: Tensor | undefined, options: RowNormOptions) {
  const { epsilon, centred } = options;
  const means = mean(x, -1, true);
  const centre = centred ? means : mul(means, 0);
  const deviations = sub(x, centre);
  const inverse = rsqrt(add(mean(square(deviations), -1, true), epsilon));
  const hat = mul(deviations, inverse);
  const scaled = scale === undefined ? hat : mul(hat, scale);
  const rows = means.size;
  const statistics = stack([reshape(centre, [rows]), reshape(inverse, [rows])]);
  return [bias === undefined ? scaled : add(scaled, bias), statistics];
}

/** dx = (g − mean(g) − x̂ · mean(g · x̂)) / σ with g = dy · scale; without mean(g) where the rows were not centred. */
function composedSlopes(
  x: Tensor,
  dy: Tensor,
  statistics: Tensor,
  scale: Tensor | undefined,
  { centred }: RowNormOptions,
): Tensor[] {
  const width = x.shape.at(-1) as number;
  const rows = x.size / width;
  const [centre, inverse] = [0, 1].map((at) => reshape(statistics.slice([at, 0], [1, rows]), [rows, 1])) as [
    Tensor,
    Tensor,
  ];
  const upstream = reshape(dy, [rows, width]);
  const hat = mul(sub(reshape(x, [rows, width]), centre), inverse);
  const g = scale === undefined ? upstream : mul(upstream, scale);
  const slope = div(sum(mul(g, hat), 1, true), width);
  const centredG = centred ? sub(g, mean(g, 1, true)) : g;
  const dx = mul(sub(centredG, mul(hat, slope)), inverse);
  return [reshape(dx, x.shape), sum(mul(upstream, hat), 0), sum(upstream, 0)];
}
