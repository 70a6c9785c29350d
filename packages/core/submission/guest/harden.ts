/**
 * Makes the guest's world smaller and fixed before any submission code loads: no code from strings (the published source is
 * what runs), no clock, no ambient randomness, and built-in prototypes that nobody can change.
 */
export function harden(): void {
  const refuse = (what: string, instead: string) => () => {
    throw new TypeError(`${what} is not there in a submission: ${instead}`);
  };
  const noCode = refuse("code from strings", "write it as a function or another file");
  const functionPrototype = Object.getPrototypeOf(harden);
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
  const prototypes = [
    Object,
    Array,
    Promise,
    Map,
    Set,
    WeakMap,
    WeakSet,
    String,
    Number,
    Boolean,
    BigInt,
    Symbol,
    RegExp,
    ArrayBuffer,
    DataView,
    Float32Array,
    Float64Array,
    Int32Array,
    Uint32Array,
    Uint8Array,
  ].flatMap((builtin) => [builtin, builtin.prototype]);
  const typedArray = Object.getPrototypeOf(Int8Array);
  for (const one of [
    ...prototypes,
    functionPrototype,
    typedArray,
    typedArray.prototype,
    Math,
    JSON,
    Reflect,
  ]) {
    Object.freeze(one);
  }
  for (const name of ["globalThis", "Math", "JSON", "Object", "Array", "Promise", "console"]) {
    Object.defineProperty(globalThis, name, { value: globals[name], writable: false, configurable: false });
  }
}
