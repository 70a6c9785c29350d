import type { FunctionName } from "./addressArguments.ts";
import type { RecordedCall } from "./recording.ts";

/** The product of some of a call's numbers. */
type Product = (numberAt: (at: number) => number) => number;

/** How many multiplications with an addition each a matrix product or convolution makes, from the arguments of its function. */
const multiplications: Readonly<Partial<Record<FunctionName, Product>>> = {
  "matrix.multiply": (at) => at(8) * at(9) * at(10),
  "matrix.multiplyMany": (at) => at(11) * at(12) * at(13) * at(14),
  "matrix.convolve": (at) => at(4) * at(5) * at(6) * at(7) * at(9) * at(14),
  "matrix.filterGradient": (at) => at(4) * at(5) * at(6) * at(7) * at(9) * at(11),
  "fused.attention": (at) => at(8) * at(9) * at(10) * at(11) * (at(12) + at(13)),
  "fused.attentionGrad": (at) => at(11) * at(12) * at(13) * at(14) * 2 * (at(15) + at(16)),
};

/** Floating-point operations of the matrix products, convolutions and attentions among these calls: most of what a model computes. */
export function productOperations(calls: readonly Pick<RecordedCall, "name" | "args">[]): number {
  return calls.reduce((sum, { name, args }) => {
    const count = multiplications[name]?.((at) => Number(args[at]));
    return sum + 2 * (count ?? 0);
  }, 0);
}
