import type { Measure } from "@steepest/core/schema/measures.ts";
import { measures } from "@steepest/core/schema/measureTable.ts";

/** What a measure counted, for people: seconds with their unit, counts as they are. */
export const formatCharge = (measure: Measure, value: number): string =>
  measures[measure].unit === "s" ? formatSeconds(value) : String(value);

/** A metric to four significant digits; `–` where there is none yet. */
export const formatMetric = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : value.toPrecision(4);

/** Seconds for people: `0.42 s`, `12.3 s`, `2 m 05 s`, `1 h 02 m`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} m`;
}
