import type { HyperparameterValue } from "@steepest/core/schema/searchSpace.ts";

/** A moment as people read it, in UTC: `2026-11-21 10:53 UTC`. */
export const formatDate = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

/** A measured value with five significant digits; a dash where there is none. */
export const formatFigure = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : Number(value.toPrecision(5)).toString();

/** Numbers with four significant digits, everything else as it is. */
export const formatHyperparameter = (value: HyperparameterValue): string =>
  typeof value === "number" ? Number(value.toPrecision(4)).toString() : String(value);

const grouped = new Intl.NumberFormat("en-GB");

/** A whole number with its thousands grouped. */
export const formatNumber = (value: number): string => grouped.format(value);

/** Seconds with three significant digits and at most two decimals, without the unit: `4.21`, `12.3`, `318`. */
export const formatSeconds = (seconds: number): string =>
  seconds >= 99.95 ? seconds.toFixed(0) : seconds >= 9.995 ? seconds.toFixed(1) : seconds.toFixed(2);
