import { suggestion } from "./closestName.ts";
import { pointMark } from "./hyperparameters.ts";

/** What an option may be. */
export interface Kind {
  /** Completes "must be …". */
  readonly what: string;
  readonly allows: (value: unknown) => boolean;
}

const numbers = (what: string, holds: (value: number) => boolean): Kind => ({
  what,
  allows: (value) => typeof value === "number" && holds(value),
});
const isFunction = (value: unknown): boolean => typeof value === "function";

export const aNumber = numbers("a finite number", Number.isFinite);
export const nonNegative = numbers("a finite number ≥ 0", (value) => value >= 0 && Number.isFinite(value));
export const positive = numbers("a finite number > 0", (value) => value > 0 && Number.isFinite(value));
/** What limits: ∞ is no limit. */
export const limit = numbers("a number ≥ 0, where Infinity is no limit", (value) => value >= 0);
export const growth = numbers("a number > 0, where Infinity is no limit", (value) => value > 0);
/** β of an average that is divided by 1 − βᵏ, or that would never see a gradient at 1. */
export const decay = numbers("a number from 0 to below 1", (value) => value >= 0 && value < 1);
export const fraction = numbers("a number from 0 to 1", (value) => value >= 0 && value <= 1);
export const partOfRun = numbers(
  "a number from 0 to 1, a part of the run's steps",
  (value) => value >= 0 && value <= 1,
);
export const count = numbers("a whole number ≥ 1", (value) => Number.isSafeInteger(value) && value >= 1);
export const whole = numbers("a whole number ≥ 0", (value) => Number.isSafeInteger(value) && value >= 0);
/** A length that cuts or excludes longer ones. */
export const longest = numbers(
  "a whole number ≥ 1, or Infinity",
  (value) => value >= 1 && (Number.isInteger(value) || value === Number.POSITIVE_INFINITY),
);
export const flag: Kind = { what: "true or false", allows: (value) => typeof value === "boolean" };
export const aFunction: Kind = { what: "a function", allows: isFunction };
export const schedule: Kind = {
  what: "a schedule, such as constantSchedule(0.1): a function of { step, stepHint }",
  allows: isFunction,
};
/** Never negative: what is to go uphill says so by `scale`. */
export const rate: Kind = {
  what: "a finite number ≥ 0 or a schedule",
  allows: (value) => isFunction(value) || nonNegative.allows(value),
};

/** One of some words. */
export const oneOf = (...words: readonly string[]): Kind => ({
  what: words.map((word) => JSON.stringify(word)).join(" or "),
  allows: (value) => words.includes(value as string),
});

/** Either of two kinds. */
export const either = (one: Kind, other: Kind): Kind => ({
  what: `${one.what}, or ${other.what}`,
  allows: (value) => one.allows(value) || other.allows(value),
});

/** A list that is not empty. */
export const listOf = (kind: Kind): Kind => ({
  what: `a list, not empty, in which each is ${kind.what}`,
  allows: (value) => Array.isArray(value) && value.length > 0 && value.every(kind.allows),
});

/** For each option its kind and, where it may be left out, its default. */
export type OptionRules<Options> = {
  readonly [Name in keyof Required<Options>]: readonly [kind: Kind, otherwise?: Options[Name]];
};

/** Options with their defaults: only what has the default undefined may be undefined. */
export type Checked<Options, Rules> = {
  readonly [Name in keyof Options & keyof Rules]-?: Rules[Name] extends readonly [Kind, undefined]
    ? Options[Name]
    : Exclude<Options[Name], undefined>;
};

const shown = (value: unknown): string => {
  if (value === undefined) return "but it is missing";
  if (typeof value === "number" || typeof value === "boolean" || value === null) return `not ${value}`;
  if (typeof value === "string") return `not the string ${JSON.stringify(value)}`;
  if (typeof value === "function") return "not a function";
  if (Array.isArray(value)) return `not the list [${value.map(String).join(", ")}]`;
  const name = (value as object).constructor?.name;
  return name === undefined || name === "Object" ? "not an object" : `not a ${name}`;
};

/**
 * What a factory was called with, looked at once, when it is called: every option of its kind, none that it does not have. Gives the options
 * with their defaults. An object that was spread from a trial's point may have the search space's names beside the options'.
 */
export function checkedOptions<Options extends object, const Rules extends OptionRules<Options>>(
  factory: string,
  given: Options,
  rules: Rules,
): Checked<Options, Rules> {
  const names = Object.keys(rules);
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new TypeError(
      `${factory}: its options must be one object, { ${names.join(", ")} }, ${shown(given)}`,
    );
  }
  const foreign = (given as { readonly [pointMark]?: readonly string[] })[pointMark] ?? [];
  const unknown = Object.keys(given).find((name) => !names.includes(name) && !foreign.includes(name));
  if (unknown !== undefined) {
    const known = names.length > 0 ? `it takes ${names.join(", ")}` : "it takes none";
    throw new TypeError(`${factory} has no option \`${unknown}\`${suggestion(unknown, names)}: ${known}`);
  }
  // Asked by `in` first, because a trial's point refuses names that it does not have; a copy would count as reading all of it.
  const values = given as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(rules as Readonly<Record<string, readonly [Kind, unknown?]>>).map(([name, rule]) => {
      const stated = name in values ? values[name] : undefined;
      const value = stated === undefined ? rule[1] : stated;
      const [kind] = rule;
      if (value === undefined && rule.length === 2) return [name, value];
      if (!kind.allows(value)) {
        throw new RangeError(`${factory}: \`${name}\` must be ${kind.what}, ${shown(value)}`);
      }
      return [name, value];
    }),
  ) as Checked<Options, Rules>;
}
