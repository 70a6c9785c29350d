import type { HyperparameterPoint, HyperparameterValue, SearchSpace } from "../../schema/searchSpace.ts";
import { samplePoints } from "../searchSpace/samplePoints.ts";

/** As many as a default needs that people write into a file. */
const digits = 5;

/**
 * The points that a calibration tries: those that `samplePoints` draws, with values of ranges rounded to five digits so that what is
 * tried is what is written down, and without repetitions. More points with the same seed begin with these.
 */
export function calibrationPoints(space: SearchSpace, count: number, seed: number): HyperparameterPoint[] {
  const points = samplePoints(space, count, seed).map((point) =>
    // In the order of the space: as its author wrote it.
    Object.fromEntries(
      Object.keys(Array.isArray(space) ? point : space).map((name) => [
        name,
        rounded(space, name, point[name] as HyperparameterValue),
      ]),
    ),
  );
  return [...new Map(points.map((point) => [pointKey(point), point])).values()];
}

/** Equal for points with equal values, whatever the order of their names. */
export const pointKey = (point: HyperparameterPoint): string =>
  JSON.stringify(Object.entries(point).sort(([first], [second]) => (first < second ? -1 : 1)));

function rounded(space: SearchSpace, name: string, value: HyperparameterValue): HyperparameterValue {
  const dimension = Array.isArray(space) ? undefined : space[name];
  if (dimension === undefined || typeof value !== "number" || !("min" in dimension)) return value;
  const near = Number(value.toPrecision(digits));
  return near >= dimension.min && near <= dimension.max ? near : value;
}
