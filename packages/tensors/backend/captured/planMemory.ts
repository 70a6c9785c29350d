/** Something that needs so many bytes from one call to another, both included. */
export interface Span {
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

export interface MemoryPlan {
  /** Where each of the spans starts. */
  readonly offsets: readonly number[];
  /** What all of them take together. */
  readonly bytes: number;
}

/** Every address is a multiple of this: the widest numbers that our WebAssembly reads at once. */
const alignment = 16;
export const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

/**
 * Lays blocks into one, so that no two overlap that are needed at the same time: the largest first, each into the smallest gap that it
 * fits (Pisarchyk & Lee 2020, arXiv 2001.03288, "greedy by size").
 */
export function planMemory(spans: readonly Span[]): MemoryPlan {
  const offsets = new Array<number>(spans.length).fill(0);
  const order = spans.map((_, at) => at).sort((a, b) => sizeAt(spans, b) - sizeAt(spans, a) || a - b);
  /** Those that have their place, by it. */
  const placed: number[] = [];
  let total = 0;
  for (const at of order) {
    const span = spans[at] as Span;
    const size = aligned(span.bytes);
    let best = -1;
    let bestGap = Number.POSITIVE_INFINITY;
    let end = 0;
    for (const other of placed) {
      const taken = spans[other] as Span;
      if (taken.last < span.first || taken.first > span.last) continue;
      const start = offsets[other] as number;
      const gap = start - end;
      if (gap >= size && gap < bestGap) [best, bestGap] = [end, gap];
      end = Math.max(end, start + aligned(taken.bytes));
    }
    const offset = best >= 0 ? best : end;
    offsets[at] = offset;
    total = Math.max(total, offset + size);
    const next = placed.findIndex((other) => (offsets[other] as number) > offset);
    placed.splice(next < 0 ? placed.length : next, 0, at);
  }
  return { offsets, bytes: total };
}

const sizeAt = (spans: readonly Span[], at: number): number => (spans[at] as Span).bytes;
