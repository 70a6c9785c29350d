import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import * as tf from "@tensorflow/tfjs";
import type { ForwardOptions, LoadedWorkload, Workload } from "../workload/workload.ts";

/** ‖εv‖ ÷ max(1, ‖w‖) of the central differences that stand for products with a Hessian. */
const differenceStep = 1e-3;

export interface SurfaceOptions {
  /** How many training examples the loss is over, spread evenly over the training set; at most all of them. */
  readonly examples: number;
  /** Examples at once: it bounds memory, and batch norm takes its statistics over so many. */
  readonly chunk: number;
}

/**
 * The mean training loss of a workload as a function of its parameters: of a fixed set of examples, without dropout, with batch norm by batch
 * statistics. Points are vectors of all parameters in order, float32.
 */
export class LossSurface {
  readonly size: number;
  readonly examples: number;
  readonly #shapes: readonly (readonly number[])[];
  readonly #loaded: LoadedWorkload;
  readonly #chunks: readonly Int32Array[];
  readonly #modelState: readonly tf.Tensor[];

  constructor(workload: Workload, loaded: LoadedWorkload, options: SurfaceOptions) {
    this.#shapes = workload.parameterSpecs.map(({ shape }) => shape);
    this.size = this.#shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
    this.#loaded = loaded;
    this.examples = Math.min(options.examples, loaded.trainSize);
    const indices = Int32Array.from({ length: this.examples }, (_, at) =>
      Math.floor((at * loaded.trainSize) / this.examples),
    );
    this.#chunks = Array.from({ length: Math.ceil(this.examples / options.chunk) }, (_, at) =>
      indices.slice(at * options.chunk, (at + 1) * options.chunk),
    );
    this.#modelState = workload.modelStateSpecs.map(({ shape, initialValue }) =>
      tf.fill([...shape], initialValue),
    );
  }

  #at(point: Float32Array): tf.Tensor[] {
    if (point.length !== this.size) {
      throw new RangeError(`a point has ${this.size} numbers, not ${point.length}`);
    }
    let from = 0;
    return this.#shapes.map((shape) => {
      const numbers = point.subarray(from, from + sizeOf(shape));
      from += numbers.length;
      return tf.tensor(numbers, [...shape], "float32");
    });
  }

  #options(chunk: number): ForwardOptions {
    const key = deriveKey(deriveKey(keyFromSeed(0), "loss surface"), chunk);
    return { mode: "train", dropoutRate: 0, labelSmoothing: null, updateBatchNorm: false, key };
  }

  #batch(chunk: number): Record<string, tf.Tensor> {
    const key = deriveKey(deriveKey(keyFromSeed(0), "augmentation"), chunk);
    return { ...this.#loaded.batch(this.#chunks[chunk] as Int32Array, key) };
  }

  /** Mean loss over all targets of all examples. */
  async loss(point: Float32Array): Promise<number> {
    const parameters = this.#at(point);
    let [sum, weight] = [0, 0];
    for (let chunk = 0; chunk < this.#chunks.length; chunk++) {
      const batch = this.#batch(chunk);
      const sums = tf.tidy(() => {
        const { losses, weights } = this.#loaded.forward(
          parameters,
          this.#modelState,
          batch,
          this.#options(chunk),
        );
        return tf.stack([tf.sum(losses), tf.sum(weights)]);
      });
      const [losses = 0, weights = 0] = await sums.data();
      sum += losses;
      weight += weights;
      tf.dispose([sums, Object.values(batch)]);
    }
    tf.dispose(parameters);
    return sum / weight;
  }

  /** Loss and gradient [size], summed over the chunks in float64. */
  async gradient(point: Float32Array): Promise<{ loss: number; gradient: Float64Array }> {
    const parameters = this.#at(point);
    const gradient = new Float64Array(this.size);
    let [sum, weight] = [0, 0];
    for (let chunk = 0; chunk < this.#chunks.length; chunk++) {
      const batch = this.#batch(chunk);
      let weights: tf.Scalar | null = null;
      const { value, grads } = tf.valueAndGrads((...at: tf.Tensor[]) => {
        const made = this.#loaded.forward(at, this.#modelState, batch, this.#options(chunk));
        weights = tf.keep(tf.sum(made.weights)) as tf.Scalar;
        return tf.sum(made.losses) as tf.Scalar;
      })(parameters);
      let from = 0;
      for (const grad of grads) {
        const numbers = await grad.data();
        for (let at = 0; at < numbers.length; at++) {
          gradient[from + at] = (gradient[from + at] as number) + (numbers[at] as number);
        }
        from += numbers.length;
      }
      sum += (await value.data())[0] as number;
      weight += (await (weights as unknown as tf.Scalar).data())[0] as number;
      tf.dispose([value, grads, weights as unknown as tf.Scalar, Object.values(batch)]);
    }
    tf.dispose(parameters);
    for (let at = 0; at < gradient.length; at++) gradient[at] = (gradient[at] as number) / weight;
    return { loss: sum / weight, gradient };
  }

  /**
   * The Hessian times a vector [size], by the central difference of gradients (Pearlmutter 1994, §2, in its symmetric form):
   * (g(w + εv) − g(w − εv)) / 2ε with ‖εv‖ = 10⁻³ · max(1, ‖w‖). Its error is of order ε², beside the float32 noise of gradients.
   */
  async hessianVector(point: Float32Array, vector: Float64Array): Promise<Float64Array> {
    const length = norm(vector);
    const product = new Float64Array(this.size);
    if (length === 0) return product;
    const epsilon = (differenceStep * Math.max(1, norm(point))) / length;
    const moved = (sign: number) =>
      Float32Array.from(point, (number, at) => number + sign * epsilon * (vector[at] as number));
    const { gradient: ahead } = await this.gradient(moved(1));
    const { gradient: behind } = await this.gradient(moved(-1));
    for (let at = 0; at < product.length; at++) {
      product[at] = ((ahead[at] as number) - (behind[at] as number)) / (2 * epsilon);
    }
    return product;
  }

  dispose(): void {
    tf.dispose([...this.#modelState]);
  }
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

export const norm = (vector: ArrayLike<number>): number => Math.sqrt(dot(vector, vector));

export function dot(first: ArrayLike<number>, second: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < first.length; at++) sum += (first[at] as number) * (second[at] as number);
  return sum;
}

/** All numbers of some tensors in order: a point of the surface that they are parameters of. */
export async function pointOf(tensors: readonly tf.Tensor[]): Promise<Float32Array> {
  const parts = await Promise.all(tensors.map((tensor) => tensor.data()));
  const point = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let from = 0;
  for (const part of parts) {
    point.set(part as Float32Array, from);
    from += part.length;
  }
  return point;
}
