import type { LeafInfo } from "steepest";

/** What a block costs whoever has it: its roots take the cube of each side. */
const costOf = ({ shape }: LeafInfo): number => shape.reduce((sum, side) => sum + side * side * side, 1);

/** The places of the blocks that each worker has: the dearest first, each to the worker that has least so far (Shi et al. 2023, algorithm 3). */
export function assigned(blocks: readonly LeafInfo[], workers: number): number[][] {
  const shards = Array.from({ length: Math.min(workers, blocks.length) }, () => ({
    cost: 0,
    places: [] as number[],
  }));
  const order = blocks
    .map((_, place) => place)
    .sort((a, b) => costOf(blocks[b] as LeafInfo) - costOf(blocks[a] as LeafInfo) || a - b);
  for (const place of order) {
    const least = shards.reduce((best, shard) => (shard.cost < best.cost ? shard : best));
    least.places.push(place);
    least.cost += costOf(blocks[place] as LeafInfo);
  }
  return shards.map(({ places }) => places.sort((a, b) => a - b));
}
