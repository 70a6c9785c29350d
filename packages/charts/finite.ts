/** Whether a number can be drawn. */
export const isFiniteNumber = (value: number | null | undefined): value is number =>
  typeof value === "number" && Number.isFinite(value);

/** Coordinates with at most two decimals: a hundredth of a unit is below what a screen shows. */
export const round = (value: number): number => Math.round(value * 100) / 100;
