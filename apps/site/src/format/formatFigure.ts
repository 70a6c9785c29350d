/** A measured value with five significant digits; a dash where there is none. */
export const formatFigure = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : Number(value.toPrecision(5)).toString();
