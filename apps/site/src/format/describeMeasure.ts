import type { Measure } from "@steepest/core/schema/measures.ts";
import { measures } from "@steepest/core/schema/measureTable.ts";
import { formatNumber, formatSeconds } from "./formats.ts";

interface DescribedMeasure {
  readonly label: string;
  readonly title: string;
  readonly unit: string;
  readonly explanation: string;
  readonly format: (value: number) => string;
}

/** How a board's measure is named, printed and explained. */
export const describeMeasure = (measure: Measure): DescribedMeasure => ({
  ...measures[measure],
  format: measures[measure].unit === "s" ? formatSeconds : formatNumber,
});
