/** Goes on with a value now, or when its promise resolves: only what waits for the device pays for promises. */
export const whenDone = <Value, Result>(
  value: Value | Promise<Value>,
  then: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> =>
  typeof (value as Promise<Value> | undefined)?.then === "function"
    ? (value as Promise<Value>).then(then)
    : then(value as Value);
