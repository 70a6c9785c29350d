import type { Price, Units } from "@steepest/core/schema/priceList.ts";

/** One measurement: nanoseconds of a call that asks for these units. */
export interface MeasuredCall {
  readonly units: Units;
  readonly nanoseconds: number;
}

/** What a price must not fall below of what was measured: nobody gains by an operation that is too cheap. */
const floor = 0.75;

/**
 * The price that fits the measurements best: least squares of relative errors over coefficients that are not negative, by coordinate descent
 * (the problem is convex; Franc, Hlaváč & Navara 2005), then raised as a whole until no measurement is priced below `floor`.
 */
export function fitPrice(measured: readonly MeasuredCall[], units: readonly string[]): Price {
  // Constant columns cannot be told apart from the base.
  const varying = units.filter((unit) => new Set(measured.map((call) => call.units[unit])).size > 1);
  const rows = measured.map(({ units: of, nanoseconds }) =>
    [1, ...varying.map((unit) => of[unit] as number)].map((count) => count / nanoseconds),
  );
  const width = varying.length + 1;
  const gram = Array.from({ length: width }, (_, i) =>
    Array.from({ length: width }, (_, j) =>
      rows.reduce((sum, row) => sum + (row[i] as number) * (row[j] as number), 0),
    ),
  );
  const right = Array.from({ length: width }, (_, i) =>
    rows.reduce((sum, row) => sum + (row[i] as number), 0),
  );
  const coefficients = new Array<number>(width).fill(0);
  for (let pass = 0; pass < 20_000; pass++) {
    let change = 0;
    for (let i = 0; i < width; i++) {
      const line = gram[i] as number[];
      const diagonal = line[i] as number;
      if (diagonal === 0) continue;
      const residual =
        (right[i] as number) - line.reduce((sum, g, j) => sum + g * (coefficients[j] as number), 0);
      const next = Math.max(0, (coefficients[i] as number) + residual / diagonal);
      change = Math.max(change, Math.abs(next - (coefficients[i] as number)) * Math.sqrt(diagonal));
      coefficients[i] = next;
    }
    if (change < 1e-9) break;
  }
  const predicted = rows.map((row) =>
    row.reduce((sum, count, i) => sum + count * (coefficients[i] as number), 0),
  );
  const lowest = Math.min(...predicted);
  const raise = lowest > 0 && lowest < floor ? floor / lowest : 1;
  const [base = 0, ...per] = coefficients.map((value) => Number((value * raise).toPrecision(4)));
  return {
    base,
    per: Object.fromEntries(
      varying.flatMap((unit, i) => ((per[i] as number) > 0 ? [[unit, per[i] as number]] : [])),
    ),
  };
}
