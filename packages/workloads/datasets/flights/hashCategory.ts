/**
 * A row of a table of `vocabulary` rows for `value` of categorical feature number `feature`: the finalizer of MurmurHash3 (A. Appleby), so that equal
 * values of different features fall apart. `value` is below 2³².
 */
export function hashCategory(feature: number, value: number, vocabulary: number): number {
  let hash = (value ^ Math.imul(feature + 1, 0x9e3779b1)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % vocabulary;
}
