import { type RandomKey, threefry2x32 } from "@steepest/base/random/threefry.ts";
import { medianDistribution } from "./medianDistribution.ts";
import type { StudyTimes } from "./studyTimes.ts";

/** Random bits per drawn median, and how many of them one 64-bit block of the generator gives. */
const bits = 12;
const values = 1 << bits;
const cellsPerBlock = 5;

/** What each cell's median can become in a resample, made ready for drawing. */
export interface ResampleTable {
  readonly submissions: number;
  readonly workloads: number;
  /** Cell c (workload · submissions + submission) has the medians `medians[c · width]` …, one per outcome. */
  readonly width: number;
  readonly medians: Float64Array;
  /** Outcome of the random number u in cell c: `outcomes[tables[c] + u]`. Cells of equally many studies share a table. */
  readonly outcomes: Uint16Array;
  readonly tables: Int32Array;
}

export function resampleTable({ submissions, workloads, counts, sorted, stride }: StudyTimes): ResampleTable {
  const sizes = [...new Set(counts)];
  const distributions = sizes.map((n) => (n === 0 ? [] : medianDistribution(n)));
  const width = Math.max(1, ...distributions.map((distribution) => distribution.length));
  const outcomes = new Uint16Array(sizes.length * values);
  distributions.forEach((distribution, table) => {
    let cumulative = 0;
    distribution.forEach(({ probability }, outcome) => {
      outcomes.fill(outcome, table * values + Math.round(cumulative * values), (table + 1) * values);
      cumulative += probability;
    });
  });
  // A cell without studies keeps its one outcome: not reached.
  const medians = new Float64Array(counts.length * width).fill(Number.POSITIVE_INFINITY);
  const tables = new Int32Array(counts.length);
  counts.forEach((n, cell) => {
    const table = sizes.indexOf(n);
    tables[cell] = table * values;
    distributions[table]?.forEach(({ low, high }, outcome) => {
      const a = sorted[cell * stride + low] as number;
      const b = sorted[cell * stride + high] as number;
      medians[cell * width + outcome] = a === b ? a : (a + b) / 2;
    });
  });
  return { submissions: submissions.length, workloads: workloads.length, width, medians, outcomes, tables };
}

/**
 * Draws a resampled median for every cell from 12 bits of the stream, which rounds probabilities to 2⁻¹²: a hundredth of what
 * some hundred resamples can show. A cell's bits depend on its place alone, so an entry that joins the end of the board
 * leaves everyone else's draws as they were.
 */
export function resampleTimes(table: ResampleTable, key: RandomKey, out: Float64Array): void {
  const { submissions, workloads, width, medians, outcomes, tables } = table;
  const block = new Uint32Array(2);
  for (let first = 0; first < workloads; first += cellsPerBlock) {
    const end = Math.min(first + cellsPerBlock, workloads);
    for (let s = 0; s < submissions; s++) {
      threefry2x32(key, s, first, block, 0);
      // The block as one 64-bit number, shifted down by 12 bits for every cell.
      let low = block[0] as number;
      let high = block[1] as number;
      for (let w = first; w < end; w++) {
        const u = low & (values - 1);
        const cell = w * submissions + s;
        out[cell] = medians[cell * width + (outcomes[(tables[cell] as number) + u] as number)] as number;
        low = (low >>> bits) | (high << (32 - bits));
        high >>>= bits;
      }
    }
  }
}
