import type { HyperparameterPoint, HyperparameterValue } from "../../schema/searchSpace.ts";

/** A point as the sensitivity sees it. */
export interface ScoredPoint {
  readonly point: number;
  readonly hyperparameters: HyperparameterPoint;
  readonly score: number;
}

export interface SensitivityGroup {
  /** The least and the largest value in it: equal where the group is one value. */
  readonly from: HyperparameterValue;
  readonly to: HyperparameterValue;
  readonly points: number;
  readonly meanScore: number;
  readonly bestScore: number;
}

/** How the score varies with one hyperparameter. */
export interface Sensitivity {
  readonly name: string;
  /** Sorted by value, then by point. */
  readonly rows: readonly {
    readonly value: HyperparameterValue;
    readonly point: number;
    readonly score: number;
  }[];
  /** By value: each one, or where there are many, thirds of the points. Never empty. */
  readonly groups: readonly SensitivityGroup[];
  /** Largest mean score of a group less the smallest. */
  readonly effect: number;
}

/** Up to this many values are groups of their own. */
const mostValues = 5;
const parts = 3;

const compareValues = (first: HyperparameterValue, second: HyperparameterValue): number => {
  if (typeof first === "number" && typeof second === "number") return first - second;
  if (typeof first === "number" || typeof second === "number") return typeof first === "number" ? -1 : 1;
  return String(first) < String(second) ? -1 : String(first) > String(second) ? 1 : 0;
};

/** One entry for each hyperparameter that differs between the points, the most influential first. */
export function sensitivity(points: readonly ScoredPoint[]): Sensitivity[] {
  const names = [...new Set(points.flatMap(({ hyperparameters }) => Object.keys(hyperparameters)))].sort();
  return names
    .map((name) => ofHyperparameter(name, points))
    .filter(({ rows }) => new Set(rows.map(({ value }) => value)).size > 1)
    .sort((first, second) => second.effect - first.effect);
}

function ofHyperparameter(name: string, points: readonly ScoredPoint[]): Sensitivity {
  const rows = points
    .flatMap(({ point, score, hyperparameters }) => {
      const value = hyperparameters[name];
      return value === undefined ? [] : [{ value, point, score }];
    })
    .sort((first, second) => compareValues(first.value, second.value) || first.point - second.point);
  const values = [...new Set(rows.map(({ value }) => value))];
  const groups = (
    values.length <= mostValues
      ? values.map((value) => rows.filter((row) => row.value === value))
      : Array.from({ length: parts }, (_, part) =>
          rows.slice(
            Math.round((part * rows.length) / parts),
            Math.round(((part + 1) * rows.length) / parts),
          ),
        )
  ).map(group);
  const means = groups.map(({ meanScore }) => meanScore);
  return { name, rows, groups, effect: Math.max(...means) - Math.min(...means) };
}

function group(rows: Sensitivity["rows"]): SensitivityGroup {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) throw new Error("a group of no points");
  const scores = rows.map(({ score }) => score);
  return {
    from: first.value,
    to: last.value,
    points: rows.length,
    meanScore: scores.reduce((sum, score) => sum + score, 0) / scores.length,
    bestScore: Math.max(...scores),
  };
}
