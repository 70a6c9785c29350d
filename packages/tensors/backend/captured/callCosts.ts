import type { FunctionName } from "./addressArguments.ts";
import type { Block, RecordedCall } from "./recording.ts";

/** The product of some of a call's numbers. */
type Product = (numberAt: (at: number) => number) => number;

/** How many multiplications with an addition each a matrix product or convolution makes, from the arguments of its function. */
const multiplications: Readonly<Partial<Record<FunctionName, Product>>> = {
  "matrix.multiply": (at) => at(8) * at(9) * at(10),
  "matrix.multiplyMany": (at) => at(11) * at(12) * at(13) * at(14),
  "matrix.convolve": (at) => at(4) * at(5) * at(6) * at(7) * at(9) * at(14),
  "matrix.filterGradient": (at) => at(4) * at(5) * at(6) * at(7) * at(9) * at(11),
  "fused.attention": (at) => at(8) * at(9) * at(10) * at(11) * (at(12) + at(13)),
  "fused.attentionGrad": (at) => at(13) * at(14) * at(15) * at(16) * 2 * (at(17) + at(18)),
};

export interface CallCost {
  /** Floating-point operations of a matrix product, a convolution or attention: most of what a model computes. 0 for other functions. */
  readonly operations: number;
  /** Bytes of all blocks that the call reads or writes, each once: what it moves at least, however it goes about it. */
  readonly bytes: number;
}

/** What a call costs a machine at least. */
export function callCost({ name, args, written }: RecordedCall): CallCost {
  const blocks = new Set<Block>(args.flatMap((value) => (typeof value === "object" ? [value.block] : [])));
  const sizes = (of: Iterable<Block>) => [...of].reduce((sum, { bytes }) => sum + bytes, 0);
  const out = sizes(new Set(written));
  const read = sizes(blocks) - out;
  return {
    operations: 2 * (multiplications[name]?.((at) => Number(args[at])) ?? 0),
    // Of a table, a look-up reads as many numbers as it writes.
    bytes: out + (name === "images.gather" ? Math.min(read, 2 * out) : read),
  };
}
