import type { TrialFacts } from "./runtime.ts";

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
