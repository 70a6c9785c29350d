import {
  add,
  engine,
  getBackend,
  getKernel,
  matMul,
  mul,
  neg,
  registerGradient,
  reshape,
  stack,
  sub,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  tensor2d,
  tidy,
  transpose,
  unstack,
} from "@tensorflow/tfjs";
import { rootsOfUnity } from "./rootsOfUnity.ts";

export interface FourierOptions {
  /** exp(+2πi…) instead of exp(−2πi…), divided by height · width. */
  readonly inverse?: boolean;
  /** Both directions divided by √(height · width): the transform keeps lengths and its inverse is its adjoint. */
  readonly orthonormal?: boolean;
}

type Complex<T> = readonly [real: T, imaginary: T];
type Attributes = NonNullable<Parameters<ReturnType<typeof engine>["runKernel"]>[2]>;

/**
 * The discrete Fourier transform over the last two axes of real + i·imaginary, both [batch, height, width], any height and
 * width; differentiable. One kernel (mixed radix) where the backend has `Fft2d`, products with matrices of roots of unity
 * elsewhere.
 */
export function fft2d(
  real: Tensor3D,
  imaginary: Tensor3D,
  { inverse = false, orthonormal = false }: FourierOptions = {},
): Complex<Tensor3D> {
  const [, height, width] = real.shape;
  if (String(real.shape) !== String(imaginary.shape) || height * width === 0) {
    throw new Error(`fft2d: parts of shape [${real.shape}] and [${imaginary.shape}]`);
  }
  const whole = inverse ? 1 / (height * width) : 1;
  const factor = orthonormal ? 1 / Math.sqrt(height * width) : whole;
  if (getKernel("Fft2d", getBackend()) === undefined) return byMatrices(real, imaginary, inverse, factor);
  return byKernel(real, imaginary, inverse, factor);
}

/** Both parts in one tensor, as tfjs asks for the gradient of each input by itself. */
function byKernel(real: Tensor3D, imaginary: Tensor3D, inverse: boolean, factor: number): Complex<Tensor3D> {
  return tidy(() => {
    const transformed = transform(stack([real, imaginary]), inverse, factor);
    return unstack(transformed) as [Tensor3D, Tensor3D];
  });
}

function transform(parts: Tensor, inverse: boolean, factor: number): Tensor {
  const [height, width] = parts.shape.slice(2) as [number, number];
  const attributes = { inverse, factor, rowRoots: rootsOfUnity(width), columnRoots: rootsOfUnity(height) };
  // tfjs knows attributes only as plain records; typed arrays go through it untouched.
  return engine().runKernel("Fft2d", { parts }, attributes as unknown as Attributes) as Tensor;
}

// The transform is linear and symmetric, so its adjoint is the transform with the other sign and the same factor.
registerGradient({
  kernelName: "Fft2d",
  gradFunc: (dy, _, attributes) => {
    const { inverse, factor } = attributes as { inverse: boolean; factor: number };
    return { parts: () => transform(dy as Tensor, !inverse, factor) };
  },
});

function byMatrices(
  real: Tensor3D,
  imaginary: Tensor3D,
  inverse: boolean,
  factor: number,
): Complex<Tensor3D> {
  return tidy(() => {
    const [batch, height, width] = real.shape;
    const rows = alongLast([real, imaginary], inverse);
    const turned = rows.map((part) => transpose(part, [0, 2, 1]) as Tensor3D);
    const columns = alongLast(turned as unknown as Complex<Tensor3D>, inverse);
    const result = columns.map((part) => mul(transpose(part, [0, 2, 1]), factor));
    return result.map((part) => reshape(part, [batch, height, width])) as unknown as [Tensor3D, Tensor3D];
  });
}

/** The transform along the last axis: (a + ib)·(C ∓ iS). */
function alongLast([real, imaginary]: Complex<Tensor3D>, inverse: boolean): Complex<Tensor3D> {
  const [batch, rows, length] = real.shape;
  const roots = rootsOfUnity(length);
  const matrix = (offset: number): Tensor2D => {
    const entry = (_: unknown, at: number) =>
      roots[offset + (((at % length) * Math.floor(at / length)) % length)] as number;
    return tensor2d(Float32Array.from({ length: length * length }, entry), [length, length]);
  };
  const cosines = matrix(0);
  const sines = inverse ? matrix(length) : (neg(matrix(length)) as Tensor2D);
  const [a, b] = [real, imaginary].map((part) => reshape(part, [batch * rows, length]) as Tensor2D) as [
    Tensor2D,
    Tensor2D,
  ];
  const parts = [sub(matMul(a, cosines), matMul(b, sines)), add(matMul(a, sines), matMul(b, cosines))];
  return parts.map((part) => reshape(part, [batch, rows, length])) as unknown as Complex<Tensor3D>;
}
