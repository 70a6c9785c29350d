import { suggestion } from "./closestName.ts";
import type { TrialFacts } from "./runtime.ts";

/** On a trial's point and, because spreading copies it, on every `{ ...point }`: there names are the search space's, not an option's. */
export const pointMark: unique symbol = Symbol("hyperparameters");

/** The names of a search space: of all points of a list together. */
const namesOf = (space: unknown): string[] =>
  [space]
    .flat()
    .flatMap((one) => (typeof one === "object" && one !== null ? Object.keys(one) : []))
    .filter((name, place, all) => all.indexOf(name) === place);

/**
 * The point that a submission is given. Reading a name that neither it nor the search space has is an error that says which there are: as
 * `undefined` it would become NaN somewhere else. A name that the space has and this point has not is undefined. Names of the point are its own
 * properties, so that reading them costs nothing; the guard is behind them, and `in`, `Object.keys` and spreading never meet it.
 */
export function guardedPoint<Point extends object>(point: Point, space: unknown): Point {
  const names = [...new Set([...namesOf(space), ...Object.keys(point)])];
  const guard = new Proxy(Object.create(null) as object, {
    get(_target, key) {
      // What the language itself asks any object for.
      if (typeof key === "symbol" || key === "toJSON" || key === "then") return undefined;
      if (key in Object.prototype) return Object.prototype[key as keyof object];
      if (names.includes(key)) return undefined;
      const known = names.length > 0 ? `it has ${names.join(", ")}` : "it is empty";
      throw new ReferenceError(
        `the search space has no hyperparameter \`${key}\`${suggestion(key, names)}: ${known}`,
      );
    },
  });
  const own = Object.getOwnPropertyDescriptors(point);
  return Object.freeze(
    Object.create(guard, { ...own, [pointMark]: { value: names, enumerable: true } }) as Point,
  );
}

const namesRead = new Set<string>();

/** The same point, behind getters that note which hyperparameters were read. A trial has the plain one: reading costs nothing there. */
export function watchedPoint(point: TrialFacts["hyperparameters"]): TrialFacts["hyperparameters"] {
  const noting = Object.entries(point).map(([name, value]) => {
    const get = () => {
      namesRead.add(name);
      return value;
    };
    return [name, { enumerable: true, get }];
  });
  return Object.defineProperties({}, Object.fromEntries(noting));
}

/** 1 where the hyperparameter of this name was read from a watched point, else 0. */
export const hasRead = (name: string): number => Number(namesRead.has(name));
