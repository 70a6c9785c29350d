/** What a workload's own file imports as `steepest/workload`. */

export type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
export { classLosses } from "@steepest/tensors/operations/classLosses.ts";
export { dense, denseSpecs } from "../layers/dense.ts";
export type { Scope } from "../layers/scope.ts";
export { shareCorrect } from "../worlds/shareCorrect.ts";
export type { ExampleColumn, ExampleTable } from "../worlds/world.ts";
export { csvTable } from "./csvTable.ts";
export { defineWorkload, type OwnWorkloadOptions } from "./defineWorkload.ts";
