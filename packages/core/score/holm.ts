/**
 * p-values of several tests, adjusted by Holm's method (1979): where those at most α are called differences, the chance that any of them is none
 * is at most α, however the tests depend on each other. In the order given; null stays null and is no test.
 */
export function holm(pValues: readonly (number | null)[]): (number | null)[] {
  const tested = pValues.flatMap((p, at) => (p === null ? [] : [{ p, at }])).sort((a, b) => a.p - b.p);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let least = 0;
  tested.forEach(({ p, at }, done) => {
    least = Math.max(least, Math.min(1, p * (tested.length - done)));
    adjusted[at] = least;
  });
  return adjusted;
}
