import { checkedOptions, count as countKind, flag, fraction, nonNegative } from "./checkedOptions.ts";
import type { PrivacyStatement, SideBySideOptions } from "./context.ts";
import { checked, host } from "./host.ts";
import { branchModes } from "./operationNames.ts";
import { isPromise } from "./unawaited.ts";

/**
 * What `branch` gives for each place from 0. The host takes the reference time of each branch: here they follow one another and are charged in full, and the record tells how long it
 * would take if they ran at once. No branch may use a tree or batch that another made, or wait for a number; it may wait for a matrix function, and then what comes out is a promise.
 */
export function sideBySide<Result>(
  count: number,
  branch: (place: number) => Promise<Result>,
  options?: SideBySideOptions,
): Promise<Result[]>;
export function sideBySide<Result>(
  count: number,
  branch: (place: number) => Result,
  options?: SideBySideOptions,
): Result[];
export function sideBySide<Result>(
  count: number,
  branch: (place: number) => Result,
  options: SideBySideOptions = {},
): Result[] | Promise<Result[]> {
  checkedOptions("sideBySide", { count }, { count: [countKind] });
  const { given } = checkedOptions("sideBySide", options, { given: [flag, false] });
  if (typeof branch !== "function") {
    throw new TypeError("sideBySide: the second argument must be a function of the branch's place, from 0");
  }
  return branches(count, branch, given ? branchModes.given : branchModes.apart);
}

/** The same for the library itself: with `branchModes.ifApart` branches that do depend on one another are no mistake, and count as one after the other. */
export function branches<Result>(
  count: number,
  branch: (place: number) => Result,
  mode: number,
): Result[] | Promise<Result[]> {
  const results: Result[] = [];
  let waits = false;
  checked(host.branch(0, count, mode));
  try {
    for (let place = 0; place < count; place++) {
      if (place > 0) checked(host.branch(place, count, mode));
      const result = branch(place);
      if (isPromise(result)) {
        waits = true;
        return waitingBranches({ count, branch, mode }, result as Promise<Result>, results);
      }
      results.push(result);
    }
  } finally {
    if (!waits) checked(host.branch(count, count, mode));
  }
  return results;
}

/** Goes on after the first branch that waits: the next begins when it has ended. */
async function waitingBranches<Result>(
  { count, branch, mode }: { count: number; branch: (place: number) => Result; mode: number },
  first: Promise<Result>,
  results: Result[],
): Promise<Result[]> {
  try {
    results.push(await first);
    for (let place = results.length; place < count; place++) {
      checked(host.branch(place, count, mode));
      results.push(await branch(place));
    }
  } finally {
    checked(host.branch(count, count, mode));
  }
  return results;
}

/** States the (ε, δ) of the run so far, as the submission's own accountant counts it: the record keeps the last. */
export function notePrivacy(statement: PrivacyStatement): void {
  const { epsilon, delta } = checkedOptions("notePrivacy", statement, {
    epsilon: [nonNegative],
    delta: [fraction],
  });
  checked(host.notePrivacy(epsilon, delta));
}
