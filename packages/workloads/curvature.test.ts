import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { WorkloadProblem } from "@steepest/core/harness/workloadProblem.ts";
import type { LossRequest } from "@steepest/core/sandbox/problem.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { dispose, type Tensor, tensor } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { loadWorkload } from "./loadWorkload.ts";
import { prepareData } from "./node/prepareData.ts";
import { testedWorkloads } from "./testing/testedWorkloads.ts";

beforeAll(() => openBackend("wasm"));

/** Without a kink in them: a difference of gradients says what the product says. */
const smooth = ["quickdraw_vit", "brown_lm_large"];
const plain: LossRequest = {
  dropoutRate: null,
  labelSmoothing: null,
  updateBatchNorm: false,
  mode: "train",
  draw: 1,
};

const numbersOf = (tensors: readonly Tensor[]): number[] => {
  const numbers = tensors.flatMap((one) => [...one.dataSync()]);
  dispose([...tensors]);
  return numbers;
};
const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((all, x, i) => all + x * (b[i] as number), 0);
const length = (a: readonly number[]) => Math.sqrt(dot(a, a));

/** A workload at fresh parameters, on a batch of a few examples. */
async function curvatureOf(id: string, examples: number) {
  const workload = await loadWorkload(id);
  const loaded = await workload.load(await prepareData(id));
  const facts = {
    ...{ hyperparameters: {}, stepHint: 100, budget: 1, lossType: "" },
    target: { metric: "loss", direction: "min", value: 0 } as const,
  };
  const problem = new WorkloadProblem(workload, loaded, keyFromSeed(4), facts);
  const [parameters, state] = [problem.initialParameters(0), problem.initialModelState()];
  const batch = problem.batch(0, examples);
  /** The parameters' counterparts of these numbers, in order. */
  const shaped = (numbers: ArrayLike<number>): Tensor[] => {
    let first = 0;
    return parameters.map(({ size, shape }) => {
      first += size;
      return tensor(Array.prototype.slice.call(numbers, first - size, first), shape, "float32");
    });
  };
  const size = parameters.reduce((sum, one) => sum + one.size, 0);
  const start = parameters.flatMap((one) => [...one.dataSync()]);
  return {
    loaded,
    start,
    predictsLabels: problem.predictsLabels,
    tensors: () => loaded.batch(batch.indices, batch.key),
    random: (seed: number) => [...normal([seed, 0], size)],
    product(along: readonly number[], request: Partial<LossRequest> = {}) {
      const vector = shaped(along);
      const made = problem.hvp(parameters, state, batch, { ...plain, ...request }, vector);
      dispose(vector);
      return numbersOf(made);
    },
    gradient(at: readonly number[]) {
      const moved = shaped(at);
      const { loss, grads, modelState } = problem.lossAndGrad(moved, state, batch, plain);
      dispose([loss, ...modelState, ...moved]);
      return numbersOf(grads);
    },
    gaussNewton: {
      mode: "eval",
      predictedLabels: { parameters, modelState: state, temperature: 1, weight: 1, given: 0 },
    } satisfies Partial<LossRequest>,
    dispose() {
      problem.dispose();
      dispose([...parameters, ...state]);
      loaded.dispose();
    },
  };
}

test.each(testedWorkloads.map(({ id }) => id))(
  "%s: products with the Hessian are symmetric and linear, Gauss–Newton's are not negative",
  async (id) => {
    const { random, product, predictsLabels, gaussNewton, ...workload } = await curvatureOf(id, 3);
    const [u, v] = [random(1), random(2)];
    for (const request of [{}, ...(predictsLabels ? [gaussNewton] : [])]) {
      const [hu, hv] = [product(u, request), product(v, request)];
      const sum = product(
        u.map((value, i) => 0.5 * value - (v[i] as number)),
        request,
      );
      expect(Math.abs(dot(u, hv) - dot(v, hu)) / (length(u) * length(hv))).toBeLessThan(3e-7);
      const off = sum.map((value, i) => value - (0.5 * (hu[i] as number) - (hv[i] as number)));
      expect(length(off) / (length(hu) + length(hv))).toBeLessThan(1e-5);
      if (request === gaussNewton) expect(dot(u, hu)).toBeGreaterThan(0);
    }
    workload.dispose();
  },
);

test.each(testedWorkloads.flatMap(({ id }) => (smooth.includes(id) ? [id] : [])))(
  "%s: the product is the central difference of two gradients",
  async (id) => {
    const { start, random, product, gradient, ...workload } = await curvatureOf(id, 3);
    const v = random(2);
    const step = (3e-4 * length(start)) / length(v);
    const [ahead, behind] = [step, -step].map((by) =>
      gradient(start.map((value, i) => value + by * (v[i] as number))),
    ) as [number[], number[]];
    const exact = product(v);
    const off = exact.map((value, i) => value - ((ahead[i] as number) - (behind[i] as number)) / (2 * step));
    expect(length(off) / length(exact)).toBeLessThan(1e-3);
    workload.dispose();
  },
);

test("mnist_mlp: the product is the closed form in float64", async () => {
  const { start, random, product, tensors, ...workload } = await curvatureOf("mnist_mlp", 16);
  const v = random(2);
  const batch = tensors();
  const [images, labels] = ["images", "labels"].map((name) => [...(batch[name] as Tensor).dataSync()]) as [
    number[],
    number[],
  ];
  dispose(Object.values(batch));
  const expected = perceptronProduct(start, v, images, labels);
  const made = product(v);
  expect(length(made.map((value, i) => value - (expected[i] as number))) / length(expected)).toBeLessThan(
    1e-6,
  );
  workload.dispose();
});

/** H·v of the mean cross-entropy of 784 inputs, `hidden` rectified units and 10 classes: forward tangents and backward adjoints, number by number. */
function perceptronProduct(
  w: readonly number[],
  v: readonly number[],
  images: readonly number[],
  labels: readonly number[],
) {
  const [inputs, classes] = [784, 10];
  const hidden = (w.length - classes) / (inputs + 1 + classes);
  const [second, third, fourth] = [
    inputs * hidden,
    (inputs + 1) * hidden,
    (inputs + 1 + classes) * hidden,
  ] as const;
  const at = (list: readonly number[], place: number) => list[place] as number;
  const result = new Array<number>(w.length).fill(0);
  const add = (place: number, value: number) => {
    result[place] = (result[place] as number) + value / labels.length;
  };
  labels.forEach((label, example) => {
    const x = images.slice(example * inputs, (example + 1) * inputs);
    const units = Array.from({ length: hidden }, (_, j) => {
      let [z, t] = [at(w, second + j), at(v, second + j)];
      x.forEach((value, i) => {
        z += value * at(w, i * hidden + j);
        t += value * at(v, i * hidden + j);
      });
      return z > 0 ? { h: z, t } : { h: 0, t: 0 };
    });
    const logits = Array.from({ length: classes }, (_, k) => {
      let [z, t] = [at(w, fourth + k), at(v, fourth + k)];
      units.forEach((unit, j) => {
        z += unit.h * at(w, third + j * classes + k);
        t += unit.t * at(w, third + j * classes + k) + unit.h * at(v, third + j * classes + k);
      });
      return { z, t };
    });
    const largest = Math.max(...logits.map(({ z }) => z));
    const total = logits.reduce((sum, { z }) => sum + Math.exp(z - largest), 0);
    const p = logits.map(({ z }) => Math.exp(z - largest) / total);
    const mean = logits.reduce((sum, { t }, k) => sum + at(p, k) * t, 0);
    // The slope of each logit, and its tangent.
    const slopes = logits.map(({ t }, k) => ({
      d: at(p, k) - (k === label ? 1 : 0),
      t: at(p, k) * (t - mean),
    }));
    for (const [k, { t }] of slopes.entries()) add(fourth + k, t);
    units.forEach((unit, j) => {
      let back = 0;
      slopes.forEach(({ d, t }, k) => {
        const place = third + j * classes + k;
        add(place, unit.t * d + unit.h * t);
        back += t * at(w, place) + d * at(v, place);
      });
      if (unit.h === 0) return;
      add(second + j, back);
      for (const [i, value] of x.entries()) add(i * hidden + j, value * back);
    });
  });
  return result;
}
