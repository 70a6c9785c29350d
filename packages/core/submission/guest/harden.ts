/**
 * Makes the guest's world smaller and fixed before any submission code loads: no code from strings (the published source is
 * what runs), no source as text (it would be data that no budget counts), no clock, no ambient randomness, and built-in objects
 * that nobody can change.
 */
export function harden(): void {
  const refuse = (what: string, instead: string) => () => {
    throw new TypeError(`${what} is not there in a submission: ${instead}`);
  };
  const noCode = refuse("code from strings", "write it as a function or another file");
  Object.defineProperty(Function.prototype, "toString", { value: () => "function () { [code] }" });
  const functions = [() => {}, async () => {}, function* () {}, async function* () {}];
  for (const one of functions) {
    Object.defineProperty(Object.getPrototypeOf(one), "constructor", { value: noCode });
  }
  const globals = globalThis as unknown as Record<string, unknown>;
  globals["Function"] = noCode;
  globals["eval"] = noCode;
  Math.random = refuse("Math.random", "use ctx.rng, which is seeded");
  for (const name of [
    "Date",
    "performance",
    "WeakRef",
    "FinalizationRegistry",
    "SharedArrayBuffer",
    "Atomics",
  ]) {
    delete globals[name];
  }
  const names = Object.getOwnPropertyNames(globalThis).filter((name) => name !== "globalThis");
  freezeAll([
    ...names.map((name) => globals[name]),
    ...functions,
    ...iterators().map((iterator) => Object.getPrototypeOf(iterator)),
  ]);
  for (const name of [...names, "globalThis"]) {
    Object.defineProperty(globalThis, name, { value: globals[name], writable: false, configurable: false });
  }
}

/** One of each kind of built-in iterator: their prototypes are reached in no other way. */
function iterators(): object[] {
  return [
    [][Symbol.iterator](),
    new Map().entries(),
    new Set().values(),
    ""[Symbol.iterator](),
    "".matchAll(/x/g),
    (function* () {})(),
    (async function* () {})(),
  ];
}

/**
 * Freezes objects and all that they refer to. Without that a submission could run code of its own while the host tells the
 * guest of an evaluation, which is not charged: by changing what an iterator's `next` does. Errors' prototypes stay open,
 * so that a class that extends Error may set its `name`.
 */
function freezeAll(roots: readonly unknown[]): void {
  const waiting = [...roots];
  const seen = new Set<unknown>([globalThis, Error.prototype, TypeError.prototype, RangeError.prototype]);
  for (let value = waiting.pop(); waiting.length > 0 || value !== undefined; value = waiting.pop()) {
    if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value))
      continue;
    seen.add(value);
    waiting.push(Object.getPrototypeOf(value));
    for (const key of Reflect.ownKeys(value)) {
      const property = Object.getOwnPropertyDescriptor(value, key);
      waiting.push(property?.value, property?.get, property?.set);
    }
    Object.freeze(value);
  }
}
