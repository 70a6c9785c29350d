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
 * comparisons of a sort, n³ of a matrix function.
 */
export interface HostUnits {
  readonly leaves: number;
  readonly elements: number;
  readonly farElements: number;
  readonly memoryElements: number;
  readonly work: number;
  readonly [unit: string]: number;
}

export const hostUnits = (leaves: number, elements: number, work = 0): HostUnits => ({
  leaves,
  elements,
  farElements: Math.max(0, elements - nearElements),
  memoryElements: Math.max(0, elements - cachedElements),
  work,
});

export const distributions = ["normal", "uniform", "rademacher"] as const;
export const orientations = ["nn", "nt", "tn", "tt"] as const;

/** Names of all prices of host functions that a price list must have. */
export const operationPrices: readonly string[] = [
  ...unaryOperations.map((name) => `unary.${name}`),
  ...binaryOperations.flatMap((name) => [`binary.${name}`, `broadcast.${name}`, `constant.${name}`]),
  ...["ema", "addScaled"].flatMap((name) => [name, `broadcast.${name}`]),
  ...reductions.flatMap((name) => [
    `reduceLeaves.${name}`,
    `reduceAll.${name}`,
    `reduceLastAxis.${name}`,
    `reduceOtherAxis.${name}`,
  ]),
  ...orientations.map((name) => `matmul.${name}`),
  ...distributions.map((name) => `random.${name}`),
  ...matrixFunctions,
  ...["where", "dot", "transpose", "reshape", "reshapeLeaves", "renumberLeaves", "upperTriangle"],
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
  ...["batch", "flatten", "log", "call"],
];
