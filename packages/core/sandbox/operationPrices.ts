import {
  binaryOperations,
  matrixFunctions,
  reductions,
  unaryOperations,
} from "../submission/guest/operationNames.ts";

/** Elements that a processor's nearest caches hold, and those that all of them hold: those beyond cost more. */
const [nearElements, cachedElements] = [2 ** 15, 2 ** 19];

/**
 * The units that prices of host functions are stated in. `work` is what grows faster than the elements: multiply-adds of a product,
 * comparisons of a sort, n³ of a matrix function. `rows` counts runs along the last axis, for what begins anew with each.
 */
export interface HostUnits {
  readonly leaves: number;
  readonly elements: number;
  readonly farElements: number;
  readonly memoryElements: number;
  readonly work: number;
  readonly rows: number;
  readonly [unit: string]: number;
}

export const hostUnits = (leaves: number, elements: number, work = 0, rows = 0): HostUnits => ({
  leaves,
  elements,
  farElements: Math.max(0, elements - nearElements),
  memoryElements: Math.max(0, elements - cachedElements),
  work,
  rows,
});

/** Exponents that are a few instructions, as squares and roots; a power of any other takes twenty times as long. */
export const quickExponents: ReadonlySet<number> = new Set([2, 3, 1.5, 0.5, -0.5, -1]);

/** Operations whose results depend on the number at the same place alone, by one instruction or a few: they wait, and become lines of a loop. */
export const waitingOperations: readonly string[] = [
  ...["neg", "abs", "square", "sqrt", "rsqrt", "reciprocal", "floor", "ceil", "round"],
  ...["add", "sub", "mul", "div", "maximum", "minimum", "ema", "addScaled"],
];
/** Those of some operations that do not wait. */
export const atOnce = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !waitingOperations.includes(name));

/** Units of a loop: its operations, and the numbers that it reads and writes. */
export const loopUnits = (lines: number, elements: number): HostUnits => ({
  ...hostUnits(0, elements),
  lines,
});

export const distributions = ["normal", "uniform", "rademacher"] as const;
export const orientations = ["nn", "nt", "tn", "tt"] as const;

/** Names of all prices of host functions that a price list must have. */
export const operationPrices: readonly string[] = [
  // What others are measured with comes first.
  ...["call", "wait", "renumberLeaves", "loop"],
  ...waitingOperations.map((name) => `line.${name}`),
  "newLoop",
  ...atOnce(unaryOperations).map((name) => `unary.${name}`),
  ...atOnce(binaryOperations).flatMap((name) => [`binary.${name}`, `constant.${name}`]),
  "quickPower",
  ...[...binaryOperations, "ema", "addScaled"].map((name) => `broadcast.${name}`),
  ...reductions.flatMap((name) => [
    `reduceLeaves.${name}`,
    `reduceAll.${name}`,
    `reduceLastAxis.${name}`,
    `reduceOtherAxis.${name}`,
  ]),
  ...orientations.map((name) => `matmul.${name}`),
  ...distributions.map((name) => `random.${name}`),
  "randomNumber",
  ...matrixFunctions,
  ...["where", "dot", "transpose", "reshape", "reshapeLeaves", "upperTriangle"],
  ...[
    "leafScalars",
    "largest",
    "descendingOrder",
    "leafQuantile",
    "toRows",
    "fromRows",
    "bucketOf",
    "lookUp",
  ],
  ...["slice", "concat", "selectLeaves", "joinLeaves", "fill", "constant", "reinitialize", "read"],
  ...["batch", "flatten", "log"],
];
