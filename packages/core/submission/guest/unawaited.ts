/** What a promise is told by that was used as if it were the value. */
export const missingAwait =
  "a promise stands where its value is needed: `await` is missing before the call that gave it";

export const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise;

/**
 * Makes a promise that is used as a number, as text or as a list an exception at that line: JavaScript would go on with NaN,
 * "[object Promise]" or a comparison that is never true. To be called before built-in objects are frozen.
 */
export function refuseUnawaited(): void {
  const refuse = (): never => {
    throw new TypeError(missingAwait);
  };
  for (const use of [Symbol.toPrimitive, Symbol.iterator])
    Object.defineProperty(Promise.prototype, use, { value: refuse });
}
