import type { Subject } from "../schema/labFile.ts";
import { finite } from "./instrument.ts";
import { dot, norm } from "./lossSurface.ts";

interface Rates {
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
}

/** β₁, β₂ and ε of a submission that names them; null where it has no β₂, and so no such preconditioner. */
export function adamRates({ hyperparameters }: Subject): Rates | null {
  const number = (name: string) => {
    const value = hyperparameters[name];
    return typeof value === "number" ? value : null;
  };
  const either = (name: string) =>
    number(name) ?? (number(`one_minus_${name}`) === null ? null : 1 - Number(number(`one_minus_${name}`)));
  const beta2 = either("beta2");
  if (beta2 === null) return null;
  return { beta1: either("beta1") ?? 0, beta2, eps: number("eps") ?? 1e-8 };
}

/** How far a step may turn away from what this makes of the gradients: weight decay turns it a little. */
const leastCosine = 0.99;

/**
 * What Adam divides by, made again from the gradients that a run asked for: P = √v̂ + ε, with both moments debiased (Kingma & Ba 2015, algorithm 1). It
 * is the submission's own only if its steps are along m̂/P, which `edge` tells.
 */
export class AdamPreconditioner {
  readonly #rates: Rates;
  #first: Float64Array | null = null;
  #second: Float64Array | null = null;
  #steps = 0;

  constructor(rates: Rates) {
    this.#rates = rates;
  }

  add(gradient: Float32Array): void {
    const { beta1, beta2 } = this.#rates;
    this.#first ??= new Float64Array(gradient.length);
    this.#second ??= new Float64Array(gradient.length);
    this.#steps += 1;
    for (let at = 0; at < gradient.length; at++) {
      const g = gradient[at] as number;
      this.#first[at] = beta1 * (this.#first[at] as number) + (1 - beta1) * g;
      this.#second[at] = beta2 * (this.#second[at] as number) + (1 - beta2) * g * g;
    }
  }

  /** P^(−½) of every parameter; null before the first gradient. */
  inverseRoots(): Float64Array | null {
    const scale = 1 - this.#rates.beta2 ** this.#steps;
    return this.#second?.map((v) => 1 / Math.sqrt(Math.sqrt(v / scale) + this.#rates.eps)) ?? null;
  }

  /** (2 + 2β₁) / ((1 − β₁)η), where gradient descent with such a momentum would leave a valley (Cohen et al. 2022, arXiv 2207.14484, eq. 2). */
  edge(before: Float32Array, after: Float32Array): number | null {
    const [first, roots] = [this.#first, this.inverseRoots()];
    if (first === null || roots === null) return null;
    const { beta1 } = this.#rates;
    const scale = 1 - beta1 ** this.#steps;
    const direction = first.map((m, at) => (m / scale) * (roots[at] as number) ** 2);
    const update = Float64Array.from(before, (value, at) => value - (after[at] as number));
    const [along, squares] = [dot(update, direction), dot(direction, direction)];
    if (!(along > 0) || along < leastCosine * Math.sqrt(squares) * norm(update)) return null;
    const rate = along / squares;
    return finite((2 + 2 * beta1) / ((1 - beta1) * rate));
  }
}
