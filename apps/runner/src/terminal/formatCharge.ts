import type { Measure } from "@steepest/core/schema/measures.ts";
import { measures } from "@steepest/core/schema/measureTable.ts";
import { formatSeconds } from "./formatSeconds.ts";

/** What a measure counted, for people: seconds with their unit, counts as they are. */
export const formatCharge = (measure: Measure, value: number): string =>
  measures[measure].unit === "s" ? formatSeconds(value) : String(value);
