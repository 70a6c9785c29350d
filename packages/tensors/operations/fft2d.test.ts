import { normal } from "@steepest/base/random/normal.ts";
import {
  add,
  grads,
  memory,
  mul,
  setBackend,
  sum,
  type Tensor,
  type Tensor3D,
  tensor3d,
  tidy,
} from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { openBackend } from "../backend/openBackend.ts";
import { type FourierOptions, fft2d } from "./fft2d.ts";
import { rootsOfUnity } from "./rootsOfUnity.ts";

const random = (shape: [number, number, number], seed: number): Tensor3D =>
  tensor3d(normal([seed, 1], shape[0] * shape[1] * shape[2]), shape);

/** Σ x·exp(∓2πi(uy/h + vx/w)) in double precision. */
function byDefinition(real: Tensor3D, imaginary: Tensor3D, sign: number): [number[], number[]] {
  const [batch, height, width] = real.shape;
  const [re, im] = [real.dataSync(), imaginary.dataSync()];
  const out: [number[], number[]] = [[], []];
  for (let image = 0; image < batch; image++) {
    for (let u = 0; u < height; u++) {
      for (let v = 0; v < width; v++) {
        let [a, b] = [0, 0];
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const at = (image * height + y) * width + x;
            const angle = sign * 2 * Math.PI * ((u * y) / height + (v * x) / width);
            const [c, s] = [Math.cos(angle), Math.sin(angle)];
            a += (re[at] as number) * c - (im[at] as number) * s;
            b += (re[at] as number) * s + (im[at] as number) * c;
          }
        }
        out[0].push(a);
        out[1].push(b);
      }
    }
  }
  return out;
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);

const shapes: [number, number, number][] = [
  [2, 8, 8],
  [1, 1, 5],
  [3, 7, 1],
  [1, 12, 10],
  [2, 9, 14],
  [1, 13, 16],
  [1, 28, 28],
  [1, 22, 17],
];

test.each([1, 2, 3, 4, 7, 12, 28, 512])(
  "the roots of unity of %i are right to the last bit or so",
  (length) => {
    const roots = rootsOfUnity(length);
    for (let k = 0; k < length; k++) {
      expect(roots[k]).toBeCloseTo(Math.cos((2 * Math.PI * k) / length), 7);
      expect(roots[length + k]).toBeCloseTo(Math.sin((2 * Math.PI * k) / length), 7);
    }
  },
);

describe.each(["wasm", "cpu"] as const)("on %s", (backend) => {
  test.each(shapes)("%i images of %i×%i transform as the definition says, both ways", async (...shape) => {
    await openBackend(backend);
    const [real, imaginary] = [random(shape, 1), random(shape, 2)];
    const size = shape[1] * shape[2];
    for (const inverse of [false, true]) {
      const [re, im] = fft2d(real, imaginary, { inverse });
      const [a, b] = byDefinition(real, imaginary, inverse ? 1 : -1);
      const factor = inverse ? 1 / size : 1;
      const tolerance = 1e-6 * Math.sqrt(size) * 8 * factor;
      expect(
        largestDifference(
          re.dataSync(),
          a.map((value) => value * factor),
        ),
      ).toBeLessThan(tolerance);
      expect(
        largestDifference(
          im.dataSync(),
          b.map((value) => value * factor),
        ),
      ).toBeLessThan(tolerance);
    }
  });

  test("the gradient is the slope by central differences", async () => {
    await openBackend(backend);
    const shape: [number, number, number] = [1, 5, 6];
    const values = [normal([3, 1], 30), normal([4, 1], 30)];
    for (const options of [{}, { inverse: true }, { orthonormal: true }] satisfies FourierOptions[]) {
      const [p, q] = [random(shape, 5), random(shape, 6)];
      const loss = (re: Tensor, im: Tensor): Tensor => {
        const [a, b] = fft2d(re as Tensor3D, im as Tensor3D, options);
        return sum(add(mul(a, p), mul(b, q)));
      };
      const inputs = () => values.map((each) => tensor3d(each, shape));
      const gradients = tidy(() => grads(loss)(inputs()).map((gradient) => gradient.dataSync()));
      for (const [which, each] of values.entries()) {
        for (let i = 0; i < 30; i += 7) {
          const at = each[i] as number;
          const valueAt = (value: number) => {
            each[i] = value;
            return tidy(() => loss(...(inputs() as [Tensor, Tensor])).dataSync()[0] as number);
          };
          const slope = (valueAt(at + 0.5) - valueAt(at - 0.5)) as number;
          each[i] = at;
          expect(gradients[which]?.[i]).toBeCloseTo(slope, 4);
        }
      }
    }
  });
});

test("the orthonormal transform is undone by its inverse, at 512×512 too", async () => {
  await openBackend("wasm");
  for (const shape of [
    [2, 11, 24],
    [1, 512, 512],
  ] as [number, number, number][]) {
    const [real, imaginary] = [random(shape, 1), random(shape, 2)];
    const there = fft2d(real, imaginary, { orthonormal: true });
    const back = fft2d(...there, { orthonormal: true, inverse: true });
    expect(largestDifference(back[0].dataSync(), real.dataSync())).toBeLessThan(5e-6);
    expect(largestDifference(back[1].dataSync(), imaginary.dataSync())).toBeLessThan(5e-6);
  }
});

test("thousands of transforms leave nothing behind", async () => {
  await openBackend("wasm");
  const [real, imaginary] = [random([2, 6, 8], 1), random([2, 6, 8], 2)];
  const before = memory();
  for (let i = 0; i < 3000; i++) tidy(() => void fft2d(real, imaginary));
  expect(memory()).toEqual(before);
  await setBackend("cpu");
});
