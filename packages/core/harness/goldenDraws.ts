import { cos } from "@steepest/base/math/sineAndCosine.ts";
import type { Distribution } from "@steepest/base/random/drawnNumbers.ts";
import { sizeOf } from "../sandbox/treeStructure.ts";
import { ownDraws } from "../submission/guest/operationNames.ts";
import type { LeafInfo } from "../submission/guest/tree.ts";
import type { GoldenProblem } from "./goldenTrajectory.ts";

/** What stands for standard normal number i of step k in golden files: √2 cos(0.9k + 2.1i), of mean square 1. */
const goldenNormal = (k: number, i: number): number => Math.SQRT2 * cos(0.9 * k + 2.1 * i);

/** What stands for number i of step k that is uniform in [0, 1): the fraction of 0.37k + 0.618i + 0.0005, at least 0.0005 away from both ends. */
function goldenUniform(k: number, i: number): number {
  const number = 0.37 * k + 0.618 * i + 0.0005;
  return number - Math.floor(number);
}

/** What `rng.normal` gives at step k for these leaves: the files' normal numbers, i counted over all parameters. A leaf of another size is no parameter, and counted from 0. */
export function goldenNormalOf(
  leaves: readonly LeafInfo[],
  { params }: Pick<GoldenProblem, "params">,
  k: number,
): Float32Array {
  const values = leaves.flatMap(({ index, shape }) => {
    const length = sizeOf(shape);
    const parameter = params[index];
    const offset = parameter?.size === length ? parameter.offset : 0;
    return Array.from({ length }, (_, i) => goldenNormal(k, offset + i));
  });
  return Float32Array.from(values);
}

/**
 * The numbers that passes through a golden network draw (labels, noise, offsets of dropped examples), stated by the files' formulas: number i of step
 * k, counted over all passes of the step in the order in which they are drawn. A pass that states a draw d has d for its k, and counts from 0.
 */
export class GoldenDraws {
  /** From 1. */
  step = 1;
  #k = 1;
  #i = 0;
  /** How many passes without a draw of their own have used in this step. */
  #used = 0;
  #isOwn = true;

  beginPass(draw: number | undefined): void {
    this.#isOwn = draw === undefined || draw >= ownDraws;
    this.#k = this.#isOwn ? this.step : (draw as number);
    this.#i = this.#isOwn ? this.#used : 0;
  }

  endStep(): void {
    this.step += 1;
    this.#used = 0;
  }

  readonly numbers = (distribution: Distribution, length: number): Float32Array => {
    const number = distribution === "normal" ? goldenNormal : goldenUniform;
    const numbers = Float32Array.from({ length }, (_, at) => number(this.#k, this.#i + at));
    this.#i += length;
    if (this.#isOwn) this.#used = this.#i;
    return numbers;
  };
}
