import type {
  HyperparameterDimension,
  HyperparameterPoint,
  HyperparameterValue,
  SearchSpace,
} from "@steepest/core/schema/searchSpace.ts";

/** What sets one hyperparameter. `complement`: logarithmic in 1 − value, as for decay rates near 1. */
export type Slider =
  | { readonly kind: "range"; readonly scaling: Scaling; readonly min: number; readonly max: number }
  | { readonly kind: "choice"; readonly values: readonly HyperparameterValue[] };
type Scaling = "linear" | "log" | "complement";
type Range = Extract<Slider, { kind: "range" }>;

/** A fixed value may be moved so far, in both directions. */
const factor = 10;

/** One slider for each hyperparameter: over what the search space says, or around a fixed point's value. */
export function slidersOf(space: SearchSpace): Readonly<Record<string, Slider>> {
  if (!Array.isArray(space)) {
    return Object.fromEntries(
      Object.entries(space).map(([name, dimension]) => [name, ofDimension(dimension)]),
    );
  }
  return Object.fromEntries(
    Object.keys(space[0] ?? {}).map((name) => [name, around(space.flatMap((point) => point[name] ?? []))]),
  );
}

/** The points that a space is tried with first: those that it lists, or the middle of it. */
export function firstPoints(space: SearchSpace, most: number): HyperparameterPoint[] {
  if (Array.isArray(space)) return space.slice(0, most).map((point) => ({ ...point }));
  const middle = Object.entries(slidersOf(space)).map(([name, slider]) => [
    name,
    slider.kind === "choice" ? (slider.values[0] ?? 0) : valueAt(slider, 0.5),
  ]);
  return [Object.fromEntries(middle) as HyperparameterPoint];
}

/** The value at a place between 0 and 1, to three digits: what a person can read and say. */
export function valueAt({ scaling, min, max }: Range, place: number): number {
  const share = Math.min(1, Math.max(0, place));
  if (share === 0 || min === max) return min;
  if (share === 1) return max;
  const exact =
    scaling === "linear"
      ? min + share * (max - min)
      : scaling === "log"
        ? min * (max / min) ** share
        : 1 - (1 - min) * ((1 - max) / (1 - min)) ** share;
  const rounded = scaling === "complement" ? 1 - digits(1 - exact) : exact;
  return Math.min(max, Math.max(min, digits(rounded, scaling === "complement" ? 12 : 3)));
}

/** Where a value lies, from 0 to 1; values outside lie at the ends. */
export function placeOf({ scaling, min, max }: Range, value: number): number {
  if (min === max) return 0;
  const at =
    scaling === "linear"
      ? (value - min) / (max - min)
      : scaling === "log"
        ? Math.log(value / min) / Math.log(max / min)
        : Math.log((1 - value) / (1 - min)) / Math.log((1 - max) / (1 - min));
  return Number.isNaN(at) ? 0 : Math.min(1, Math.max(0, at));
}

const digits = (value: number, count = 3): number => Number(value.toPrecision(count));

function ofDimension(dimension: HyperparameterDimension): Slider {
  if ("feasible_points" in dimension) return { kind: "choice", values: dimension.feasible_points };
  const { min, max, scaling } = dimension;
  return { kind: "range", scaling, min, max };
}

function around(values: readonly HyperparameterValue[]): Slider {
  const numbers = values.filter((value) => typeof value === "number");
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  if (numbers.length < values.length || numbers.length === 0) {
    const kinds = values.every((value) => typeof value === "boolean") ? [false, true] : [...new Set(values)];
    return { kind: "choice", values: kinds };
  }
  if (low > 0.5 && high < 1) {
    const [min, max] = [1 - (1 - low) * factor, 1 - (1 - high) / factor];
    return { kind: "range", scaling: "complement", min: digits(Math.max(0, min), 12), max: digits(max, 12) };
  }
  if (low > 0) {
    return { kind: "range", scaling: "log", min: digits(low / factor), max: digits(high * factor) };
  }
  const reach = Math.max(Math.abs(low), Math.abs(high)) || 1;
  return { kind: "range", scaling: "linear", min: low - reach, max: high + reach };
}
