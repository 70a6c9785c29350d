import { pow } from "@steepest/base/math/pow.ts";
import { cos, sin } from "@steepest/base/math/sineAndCosine.ts";
import { add, concat, mul, neg, reshape, split, sub, type Tensor, tensor2d } from "@tensorflow/tfjs";
import { differentiable } from "./differentiable.ts";
import { hasFusedKernel, runFusedKernel } from "./fusedKernel.ts";
import { requireTensor } from "./requireTensor.ts";

export interface RotaryOptions {
  /** Adjacent heads within the last axis; 1 by default. */
  readonly heads?: number;
  /** The slowest pair turns by 1 / base^(1 − 2 / width) a position; 10,000 by default. */
  readonly base?: number;
}

/**
 * Rotary position embedding (Su et al. 2021, arXiv 2104.09864) of x [batch, length, heads · width]: in every head, the pair (i,
 * i + width / 2) is turned by position · base^(−2i / width). Its gradient turns back.
 */
export function rotaryEmbedding(x: Tensor, { heads = 1, base = 10_000 }: RotaryOptions = {}): Tensor {
  requireTensor("x", x, [null, null, null]);
  const [, length, columns] = x.shape as [number, number, number];
  const width = columns / heads;
  if (width % 2 !== 0) throw new Error(`rotaryEmbedding: a head's width is even, not ${width}`);
  return differentiable([x], () => {
    const [cosines, sines] = rotaryTables(length, width, base);
    return {
      value: turn(x, cosines, sines, heads, false),
      saved: [cosines, sines],
      gradient: (dy, saved) => [turn(dy, saved[0] as Tensor, saved[1] as Tensor, heads, true)],
    };
  });
}

/** Cosines and sines of all angles, [length, width / 2] each. */
function rotaryTables(length: number, width: number, base: number): readonly [Tensor, Tensor] {
  const half = width / 2;
  const cosines = new Float32Array(length * half);
  const sines = new Float32Array(length * half);
  for (let pair = 0; pair < half; pair++) {
    const frequency = pow(base, -pair / half);
    for (let position = 0; position < length; position++) {
      cosines[position * half + pair] = cos(position * frequency);
      sines[position * half + pair] = sin(position * frequency);
    }
  }
  return [tensor2d(cosines, [length, half]), tensor2d(sines, [length, half])];
}

function turn(x: Tensor, cosines: Tensor, sines: Tensor, heads: number, inverse: boolean): Tensor {
  if (hasFusedKernel("RotaryEmbedding"))
    return runFusedKernel("RotaryEmbedding", { x, cosines, sines }, { heads, inverse })[0] as Tensor;
  const [batch, length, columns] = x.shape as [number, number, number];
  const half = columns / heads / 2;
  const [first, second] = split(reshape(x, [batch, length, heads, 2 * half]), 2, 3) as [Tensor, Tensor];
  const cosine = reshape(cosines, [1, length, 1, half]);
  const sine = reshape(inverse ? neg(sines) : sines, [1, length, 1, half]);
  const turned = [sub(mul(first, cosine), mul(second, sine)), add(mul(second, cosine), mul(first, sine))];
  return reshape(concat(turned, 3), x.shape);
}
