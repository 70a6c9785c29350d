import type { ParameterKind, ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { gather, type Tensor } from "@tensorflow/tfjs";
import type { Scope } from "./scope.ts";

/** A table [count, width], drawn with a standard deviation of 0.02 as GPT-2's. */
export const embeddingSpecs = (
  name: string,
  count: number,
  width: number,
  kind: ParameterKind = "embedding",
): readonly ParameterSpec[] => [
  { name, kind, shape: [count, width], initializer: { type: "normal", standardDeviation: 0.02 } },
];

/** The rows of the table for integer `symbols` of any shape: [...shape, width]. */
export const embedding = (scope: Scope, name: string, symbols: Tensor): Tensor =>
  scope.noisy(symbols, (rows) => gather(scope.parameter(name), rows.toInt()));
