import type { HyperparameterPoint, HyperparameterValue } from "../schema/searchSpace.ts";
import type { GoldenTrajectory } from "./goldenTrajectory.ts";

/** AlgoPerf's search spaces draw decay rates as `one_minus_x`: the same setting by another name. */
const prefix = "one_minus_";
const twinOf = (name: string): string =>
  name.startsWith(prefix) ? name.slice(prefix.length) : `${prefix}${name}`;

/** A bound that grows with the step, as authors' code writes it. */
const powerOfStep = /^\(k-1\)\^(\d+(?:\.\d+)?)$/;

/**
 * What the file states. A list is text with commas, the form in which a search space can hold one; a power of the step, `(k-1)^0.25`, is its
 * exponent; null is not set.
 */
function statedSettings(golden: GoldenTrajectory): (readonly [string, HyperparameterValue])[] {
  return Object.entries(golden.hyperparameters).flatMap(([name, value]) => {
    if (value === null) return [];
    if (Array.isArray(value)) return [[name, value.join(",")] as const];
    const exponent = typeof value === "string" ? powerOfStep.exec(value)?.[1] : undefined;
    return [[name, exponent === undefined ? value : Number(exponent)] as const];
  });
}

/**
 * The point that a submission is given: the file's hyperparameters by their names, lists as text, and for every number
 * `x` also `one_minus_x` (and the reverse) where the file does not state that itself.
 */
export function goldenPoint(golden: GoldenTrajectory): HyperparameterPoint {
  const stated = statedSettings(golden);
  const twins = stated.flatMap(([name, value]) =>
    typeof value === "number" ? [[twinOf(name), 1 - value] as const] : [],
  );
  return Object.fromEntries([...twins, ...stated]);
}

/**
 * The settings that the file states and nothing reads, neither by their name nor by their twin's. One that is off (false, 0,
 * "none") need not be read: a submission without the feature has it off. Nor need the flag by the method's own name, which
 * says what the method is (`amsgrad: true` of amsgrad).
 */
export function unreadSettings(
  golden: GoldenTrajectory,
  isRead: (name: string) => boolean,
): HyperparameterPoint {
  const isDescription = (name: string, value: HyperparameterValue) =>
    value === false || value === 0 || value === "none" || (value === true && name === golden.optimizer);
  return Object.fromEntries(
    statedSettings(golden).filter(
      ([name, value]) => !isDescription(name, value) && !isRead(name) && !isRead(twinOf(name)),
    ),
  );
}
