import { exp } from "@steepest/base/math/exp.ts";
import { log } from "@steepest/base/math/log.ts";
import type { HyperparameterDimension, HyperparameterValue } from "../../schema/searchSpace.ts";

/**
 * Maps u in [0, 1) to a value of the dimension: evenly over a linear range, evenly in the logarithm over a log range,
 * with equal shares over feasible points.
 */
export function valueInDimension(dimension: HyperparameterDimension, u: number): HyperparameterValue {
  if ("feasible_points" in dimension) {
    const points = dimension.feasible_points;
    return points[Math.floor(u * points.length)] as HyperparameterValue;
  }
  const { min, max, scaling } = dimension;
  const value = scaling === "log" ? exp(log(min) + u * (log(max) - log(min))) : min + u * (max - min);
  // exp(log(min)) may miss `min` by a rounding.
  return Math.min(Math.max(value, min), max);
}
