import {
  customGrad,
  type GradSaveFunc,
  type Tensor,
  einsum as tensorflowEinsum,
  tile,
} from "@tensorflow/tfjs";

/**
 * Einstein summation of two tensors, with the gradient that tfjs's `einsum` lacks: the gradient of either operand is the
 * summation of dy with the other one. Indices are letters; none is repeated within an operand.
 *
 * einsum("bqd,bkd->bqk", queries, keys) is a batched product with the second operand transposed.
 */
export function einsum(equation: string, a: Tensor, b: Tensor): Tensor {
  const [left = "", result = ""] = equation.replaceAll(/\s/g, "").split("->");
  const [ofA, ofB, ...others] = left.split(",");
  if (!ofA || !ofB || others.length > 0) throw new Error(`einsum: "${equation}" does not name two operands`);
  const sum = customGrad((...inputs) => {
    const [x, y] = inputs as Tensor[] as [Tensor, Tensor];
    (inputs.at(-1) as unknown as GradSaveFunc)([x, y]);
    return {
      value: tensorflowEinsum(equation, x, y),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [first, second] = saved as [Tensor, Tensor];
        return [
          gradientOf(ofA, first, dy, result, second, ofB),
          gradientOf(ofB, second, dy, result, first, ofA),
        ];
      },
    };
  });
  return sum(a, b);
}

/** Gradient of the operand `own`; an index that only it has was summed out, so that its gradient repeats along it. */
function gradientOf(
  own: string,
  operand: Tensor,
  dy: Tensor,
  result: string,
  other: Tensor,
  ofOther: string,
): Tensor {
  const kept = [...own].filter((letter) => result.includes(letter) || ofOther.includes(letter)).join("");
  const gradient = tensorflowEinsum(`${result},${ofOther}->${kept}`, dy, other);
  if (kept === own) return gradient;
  const narrow = [...own].map((letter, axis) =>
    kept.includes(letter) ? (operand.shape[axis] as number) : 1,
  );
  const repeats = [...own].map((letter, axis) =>
    kept.includes(letter) ? 1 : (operand.shape[axis] as number),
  );
  return tile(gradient.reshape(narrow), repeats);
}
