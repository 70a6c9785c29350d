import { UsageError } from "./usageError.ts";

interface Limits {
  readonly integer?: boolean;
  readonly min: number;
  readonly max?: number;
}

/** The number of an option, or undefined where it was not given. Refuses what is no number or out of range. */
export function numberOption(name: string, value: string | undefined, limits: Limits): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  const { integer = false, min, max = Number.MAX_SAFE_INTEGER } = limits;
  const fits =
    value.trim() !== "" && number >= min && number <= max && (!integer || Number.isInteger(number));
  if (fits) return number;
  const kind = integer ? "a whole number" : "a number";
  const range = limits.max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
  throw new UsageError({
    code: "wrong-value",
    what: `--${name} must be ${kind} ${range}, not "${value}".`,
    solution: `Give it like \`--${name}=${Math.max(min, integer ? 1 : min)}\`.`,
  });
}
