import { normal } from "@steepest/base/random/normal.ts";
import {
  elu,
  matMul,
  mean,
  relu,
  sigmoid,
  softplus,
  type Tensor,
  tanh,
  tensor,
  tidy,
  valueAndGrads,
} from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { openBackend } from "../../backend/openBackend.ts";
import { gelu, silu } from "../activations.ts";
import { addBias } from "../addBias.ts";
import { layerNorm } from "../norms.ts";
import { softmaxCrossEntropy } from "../softmaxCrossEntropy.ts";
import { tangentsAlong } from "./tangentsAlong.ts";

const smooth = {
  gelu,
  silu,
  tanh,
  sigmoid,
  softplus,
  norm: (x: Tensor) => layerNorm(x, undefined, undefined, 0.1),
};
const kinked = { relu, elu };

/** A perceptron of random depth and widths on a random batch. */
const models = (activations: Readonly<Record<string, (x: Tensor) => Tensor>>) =>
  fc.record({
    widths: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 4 }),
    classes: fc.integer({ min: 2, max: 6 }),
    activation: fc.constantFrom(...Object.values(activations)),
    examples: fc.integer({ min: 1, max: 9 }),
    seed: fc.nat(2 ** 20),
  });
type Model = Parameters<Parameters<ReturnType<typeof models>["map"]>[0]>[0];

const draw = (seed: number, place: number, shape: number[]) =>
  tensor(
    normal(
      [seed, place],
      shape.reduce((product, length) => product * length, 1),
    ),
    shape,
  );

function curvatureOf({ widths, classes, activation, examples, seed }: Model) {
  const layers = [...widths, classes];
  const shapes = layers.slice(1).flatMap((width, i) => [[layers[i] as number, width], [width]]);
  const x = draw(seed, 1000, [examples, layers[0] as number]);
  const labels = tensor(
    Array.from({ length: examples }, (_, i) => (seed + i) % classes),
    [examples],
    "int32",
  );
  const gradient = (at: readonly Tensor[]): Tensor[] => {
    const { value, grads } = valueAndGrads((...parameters: Tensor[]) => {
      let y: Tensor = x;
      for (let i = 0; i < parameters.length; i += 2) {
        const z = addBias(matMul(y, parameters[i] as Tensor), parameters[i + 1] as Tensor);
        y = i + 2 < parameters.length ? activation(z) : z;
      }
      return mean(softmaxCrossEntropy(y, labels, 0.1));
    })([...at]);
    value.dispose();
    return grads;
  };
  const parameters = shapes.map((shape, i) => draw(seed, i, shape));
  const vector = (place: number) => shapes.map((shape, i) => draw(seed, place + i, shape));
  return {
    parameters,
    vector,
    gradient,
    product: (along: readonly Tensor[]) => tangentsAlong(parameters, along, gradient),
  };
}

const numbers = (tensors: readonly Tensor[]) => tensors.flatMap((one) => [...one.dataSync()]);
const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((all, x, i) => all + x * (b[i] as number), 0);
const runs = { numRuns: 60, seed: 5 };

beforeAll(() => openBackend("wasm"));

test("products with a Hessian are symmetric and linear, and the same bits every time", () =>
  fc.assert(
    fc.property(models({ ...smooth, ...kinked }), (model) =>
      tidy(() => {
        const { vector, product } = curvatureOf(model);
        const [u, v] = [vector(2000), vector(3000)];
        const both = u.map((each, i) => each.mul(0.5).sub(v[i] as Tensor));
        const [hu, hv, hb] = [u, v, both].map((along) => numbers(product(along))) as [
          number[],
          number[],
          number[],
        ];
        const size = Math.hypot(...numbers(u)) * Math.hypot(...hv);
        expect(Math.abs(dot(numbers(u), hv) - dot(numbers(v), hu))).toBeLessThanOrEqual(3e-6 * size);
        const off = hb.map((value, i) => value - (0.5 * (hu[i] as number) - (hv[i] as number)));
        expect(Math.hypot(...off)).toBeLessThanOrEqual(1e-5 * (Math.hypot(...hu) + Math.hypot(...hv)));
        expect(numbers(product(v))).toEqual(hv);
      }),
    ),
    runs,
  ));

test("where activations are smooth they are the central difference of two gradients", () =>
  fc.assert(
    fc.property(models(smooth), (model) =>
      tidy(() => {
        const { parameters, vector, product, gradient } = curvatureOf(model);
        const v = vector(3000);
        const step = 1e-2 / Math.hypot(...numbers(v));
        const moved = (by: number) =>
          numbers(gradient(parameters.map((each, i) => each.add((v[i] as Tensor).mul(by)))));
        const [hv, ahead, behind] = [numbers(product(v)), moved(step), moved(-step)];
        const off = hv.map((value, i) => value - ((ahead[i] as number) - (behind[i] as number)) / (2 * step));
        // The difference errs by its rounding: of gradients of some size over the step.
        const rounding = (1e-6 * Math.hypot(...ahead)) / step;
        expect(Math.hypot(...off)).toBeLessThanOrEqual(5e-3 * Math.hypot(...hv) + rounding);
      }),
    ),
    runs,
  ));
