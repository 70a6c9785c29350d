import { readdirSync } from "node:fs";
import { type BackendName, openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { whyNoWebgpu } from "@steepest/tensors/backend/webgpu/testing/webgpuCases.ts";
import { env } from "@tensorflow/tfjs";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  type BinaryOperation,
  binaryOperations,
  type UnaryOperation,
  unaryOperations,
} from "../submission/guest/operationNames.ts";
import type { Tree } from "../submission/guest/tree.ts";
import { openGuest } from "./testing/guestOperations.ts";
import { operationRows } from "./testing/operationRows.ts";

// Every operation of the contract, on every backend that there is, gives the same float32 numbers, NaN and infinities where IEEE 754 has them.

const { guest, table } = await openGuest();
const { handleOf, isTree } = await import("../submission/guest/tree.ts");
const withoutWebgpu = await whyNoWebgpu();
const backends: readonly BackendName[] = withoutWebgpu === null ? ["cpu", "wasm", "webgpu"] : ["cpu", "wasm"];

const { NaN: none, POSITIVE_INFINITY: infinity } = Number;
const special = [none, infinity, -infinity, 0, -0, 1.2e-38, 1e38, -1e38, 3.4e38, 1e-8];
const ordinary = [1, -1, 0.5, 1.5, 2.5, -2.5, 3, -8, 88, -87, -110];
/** WGSL may take subnormal numbers for 0, and SwiftShader does. */
const subnormal = [1e-40, -1e-40, 1e-45];
const exponents = [none, infinity, -infinity, 0, -0, 1, -1, 0.5, 2, 3, 1 / 3, -0.5, 1e38];

const roundHalfEven = (x: number): number => {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
};
const unaryReference: Readonly<Record<UnaryOperation, (x: number) => number>> = {
  neg: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  square: (x) => x * x,
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  reciprocal: (x) => 1 / x,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  sin: Math.sin,
  cos: Math.cos,
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundHalfEven,
  isFinite: (x) => (Number.isFinite(x) ? 1 : 0),
};
const binaryReference: Readonly<Record<BinaryOperation, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  // IEEE 754-2019, §9.2.1; JavaScript makes NaN of these.
  pow: (a, b) => (a === 1 || (a === -1 && Math.abs(b) === infinity) ? 1 : a ** b),
  maximum: Math.max,
  minimum: Math.min,
  greater: (a, b) => Number(a > b),
  greaterEqual: (a, b) => Number(a >= b),
  less: (a, b) => Number(a < b),
  lessEqual: (a, b) => Number(a <= b),
  equal: (a, b) => Number(a === b),
};

/** The operation's name in the module `steepest`. */
const exported = guest as unknown as Readonly<Record<string, (...operands: (Tree | number)[]) => Tree>>;
const unaryNamed = (name: UnaryOperation) => exported[name] ?? exported.finite;
const operation = (name: string) => {
  const found = name === "isFinite" ? unaryNamed(name) : exported[name];
  if (!found) throw new Error(`the module has no ${name}`);
  return found;
};

/** NaN and infinities exactly; results that a backend may flush, and sines on a GPU, within their own bounds. */
function expectSame(actual: number, expected: number, what: string, tolerance = 2e-5, floor = 1.2e-38): void {
  const wanted = Math.fround(expected);
  if (Object.is(actual, wanted) || actual === wanted) return;
  const near = Math.abs(actual - wanted) <= tolerance * Math.abs(wanted) + floor;
  expect(Number.isFinite(wanted) && near, `${what} is ${actual}, expected ${wanted}`).toBe(true);
}

/** All numbers of a tree as the guest reads them; what is on the device must be float32 itself. */
async function numbersOf(tree: Tree): Promise<number[]> {
  const data = await table.tree(handleOf(tree)).flat().data();
  expect(data).toBeInstanceOf(Float32Array);
  expect(table.tree(handleOf(tree)).flat().dtype).toBe("float32");
  const read = await guest.read(tree);
  const sizes = tree.leaves.map(({ shape }) => shape.reduce((size, length) => size * length, 1));
  expect(read.map(({ length }) => length)).toEqual(sizes);
  return read.flatMap((leaf) => [...leaf]);
}

const vector = (values: readonly number[]) => guest.constant(values, [values.length]);

describe("the table", () => {
  test("has every operation that the module `steepest` exports, and no other", async () => {
    const folder = new URL("../submission/guest/operations/", import.meta.url);
    const modules: object[] = await Promise.all(
      readdirSync(folder)
        .filter((file) => file.endsWith(".ts"))
        .map((file) => import(new URL(file, folder).href)),
    );
    const names = modules
      .flatMap((module) => Object.entries(module))
      .filter(([name, value]) => typeof value === "function" && exported[name] === value)
      .map(([name]) => name);
    const rows = Object.keys(operationRows);
    const covered = new Set([...rows, ...unaryOperations, ...binaryOperations].map(operation));
    expect(names.filter((name) => !covered.has(operation(name)))).toEqual([]);
    expect(rows.filter((name) => exported[name] === undefined)).toEqual([]);
  });
});

describe.each(backends)("on %s", (backend) => {
  const isGpu = backend === "webgpu";
  const inputs = [...special, ...ordinary, ...(isGpu ? [] : subnormal)].map(Math.fround);

  beforeAll(async () => {
    await openBackend(backend);
    // Small tensors would otherwise be computed by tfjs's own CPU code, and no shader tested.
    if (isGpu) env().set("WEBGPU_CPU_FORWARD", false);
  });
  afterEach(() => {
    table.sweep(new Set());
  });

  test.each(unaryOperations)("%s of special numbers", async (name) => {
    const isSine = name === "sin" || name === "cos";
    // WGSL has sines to 2⁻¹¹, and none of large angles.
    const given =
      isSine && isGpu ? inputs.filter((x) => !(Math.abs(x) > 200) || Math.abs(x) === infinity) : inputs;
    const results = await numbersOf(operation(name)(vector(given)));
    const alone = await numbersOf(operation(name)(vector(given.slice(0, 1))));
    expect(Object.is(alone[0], results[0])).toBe(true);
    given.forEach((x, i) => {
      const floor = isSine && isGpu ? 5e-4 : undefined;
      expectSame(results[i] as number, unaryReference[name](x), `${name}(${x})`, 2e-5, floor);
    });
  });

  test.each(binaryOperations)(
    "%s of special numbers: trees, a number on either side, a scalar",
    async (name) => {
      const others = (name === "pow" ? exponents : [...special, ...ordinary]).map(Math.fround);
      const pairs = inputs.flatMap((a) => others.map((b) => [a, b] as const));
      const reference = binaryReference[name];
      const run = operation(name);
      // WGSL's pow is inherited from exp2 and log2.
      const tolerance = isGpu && name === "pow" ? 1e-4 : undefined;
      const both = await numbersOf(run(vector(pairs.map(([a]) => a)), vector(pairs.map(([, b]) => b))));
      pairs.forEach(([a, b], i) => {
        expectSame(both[i] as number, reference(a, b), `${name}(${a}, ${b})`, tolerance);
      });
      for (const b of others) {
        const right = await numbersOf(run(vector(inputs), b));
        const left = await numbersOf(run(b, vector(inputs)));
        const scalar = await numbersOf(run(vector(inputs), guest.scalar(b)));
        inputs.forEach((a, i) => {
          expectSame(right[i] as number, reference(a, b), `${name}(${a}, number ${b})`, tolerance);
          expectSame(scalar[i] as number, reference(a, b), `${name}(${a}, scalar ${b})`, tolerance);
          expectSame(left[i] as number, reference(b, a), `${name}(number ${b}, ${a})`, tolerance);
        });
      }
    },
  );

  test("zeros keep their signs where IEEE 754 says so", async () => {
    const zero = vector([-0]);
    const made = [
      guest.sqrt(zero),
      guest.neg(vector([0])),
      guest.neg(zero),
      guest.abs(zero),
      guest.floor(zero),
    ];
    const rounded = [guest.ceil(vector([-0.3])), guest.round(vector([-0.3])), guest.square(zero)];
    const reciprocals = await numbersOf(guest.reciprocal(guest.fromLeaves([...made, ...rounded])));
    expect(reciprocals).toEqual([-1, -1, 1, 1, -1, -1, -1, 1].map((sign) => sign * infinity));
  });

  test.each(Object.keys(operationRows))("%s of edge cases", async (name) => {
    const row = operationRows[name];
    if (!row) throw new Error(`there is no row ${name}`);
    const made = await row.run(guest);
    const numbers: number[] = [];
    if (typeof made === "boolean" || typeof made === "number") numbers.push(Number(made));
    else if (isTree(made)) numbers.push(...(await numbersOf(made)));
    else if ("axes" in made) numbers.push(made.axes);
    else for (const tree of made) numbers.push(...(await numbersOf(tree)));
    expect(numbers).toHaveLength(row.expected.length);
    row.expected.forEach((wanted, i) => {
      expectSame(numbers[i] as number, wanted, `${name}, number ${i}`);
    });
  });
});
