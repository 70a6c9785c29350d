import { type Price, priceOf, type Units } from "@steepest/core/schema/priceList.ts";

/** One measurement: nanoseconds of a call that asks for these units. */
export interface MeasuredCall {
  readonly units: Units;
  readonly nanoseconds: number;
  /** Nanoseconds of what the call always comes beside, 0 by default: errors count relative to both together. */
  readonly beside?: number;
}

/** What a price must not fall below of what was measured: nobody gains by an operation that is too cheap. */
const floor = 0.8;
const [rounds, moreWeight] = [60, 1.3];

/**
 * The price that fits the measurements best: least squares over coefficients that are not negative, of errors relative to the greater of what is
 * predicted and what was measured (so that one measurement that is much too low decides nothing). What comes out below `floor` gets more weight
 * round by round; what still is below in the end raises the price as a whole.
 */
export function fitPrice(measured: readonly MeasuredCall[], units: readonly string[]): Price {
  // Constant columns cannot be told apart from the base.
  const varying = units.filter((unit) => new Set(measured.map((call) => call.units[unit])).size > 1);
  const rows = measured.map(({ units: of, nanoseconds, beside = 0 }) => ({
    counts: [1, ...varying.map((unit) => of[unit] as number)],
    nanoseconds,
    beside,
    predicted: nanoseconds,
    weight: 1,
  }));
  /** Predicted ÷ measured, with what it comes beside. */
  const ratio = ({ predicted, nanoseconds, beside }: (typeof rows)[number]): number =>
    (predicted + beside) / (nanoseconds + beside);
  let coefficients: number[] = [];
  for (let round = 0; round < rounds; round++) {
    coefficients = nonNegativeLeastSquares(
      rows.map(({ counts, nanoseconds, beside, predicted, weight }) => {
        const scale = Math.sqrt(weight) / (Math.max(nanoseconds, predicted) + beside);
        return { counts: counts.map((count) => count * scale), wanted: nanoseconds * scale };
      }),
    );
    for (const row of rows) {
      row.predicted = row.counts.reduce((sum, count, i) => sum + count * (coefficients[i] as number), 0);
    }
    for (const row of rows) if (ratio(row) < floor) row.weight *= moreWeight;
  }
  const raise = Math.max(
    1,
    ...rows.map(({ predicted, nanoseconds, beside }) =>
      predicted > 0 ? (floor * (nanoseconds + beside) - beside) / predicted : 1,
    ),
  );
  const [base = 0, ...per] = coefficients.map((value) => Number((value * raise).toPrecision(4)));
  return {
    base,
    per: Object.fromEntries(
      varying.flatMap((unit, i) => ((per[i] as number) > 0 ? [[unit, per[i] as number]] : [])),
    ),
  };
}

/** What a price says ÷ what was measured, with what the call comes beside. */
export const priceRatio = (price: Price, { units, nanoseconds, beside = 0 }: MeasuredCall): number =>
  (priceOf(price, units) + beside) / (nanoseconds + beside);

/** By coordinate descent: the problem is convex (Franc, Hlaváč & Navara 2005). */
function nonNegativeLeastSquares(
  rows: readonly { readonly counts: readonly number[]; readonly wanted: number }[],
): number[] {
  const width = rows[0]?.counts.length ?? 0;
  const gram = Array.from({ length: width }, (_, i) =>
    Array.from({ length: width }, (_, j) =>
      rows.reduce((sum, { counts }) => sum + (counts[i] as number) * (counts[j] as number), 0),
    ),
  );
  const right = Array.from({ length: width }, (_, i) =>
    rows.reduce((sum, { counts, wanted }) => sum + (counts[i] as number) * wanted, 0),
  );
  const found = new Array<number>(width).fill(0);
  for (let pass = 0; pass < 20_000; pass++) {
    let change = 0;
    for (let i = 0; i < width; i++) {
      const line = gram[i] as number[];
      const diagonal = line[i] as number;
      if (diagonal === 0) continue;
      const residual = (right[i] as number) - line.reduce((sum, g, j) => sum + g * (found[j] as number), 0);
      const next = Math.max(0, (found[i] as number) + residual / diagonal);
      change = Math.max(change, Math.abs(next - (found[i] as number)) * Math.sqrt(diagonal));
      found[i] = next;
    }
    if (change < 1e-9) break;
  }
  return found;
}
