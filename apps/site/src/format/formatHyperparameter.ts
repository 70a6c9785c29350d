import type { HyperparameterValue } from "@steepest/core/schema/searchSpace.ts";

/** Numbers with four significant digits, everything else as it is. */
export const formatHyperparameter = (value: HyperparameterValue): string =>
  typeof value === "number" ? Number(value.toPrecision(4)).toString() : String(value);
