import type { TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { sizeOf, withShape } from "./heap.ts";
import { callKernel, wasmKernel } from "./wasmKernel.ts";

/** A tensor with the index letters of its axes. */
interface Term {
  readonly tensor: TensorInfo;
  readonly letters: string;
}

/** Einstein summation of one or two tensors, as sums, transposes and one batched matrix product. */
export const einsum = wasmKernel<Record<string, TensorInfo>, { readonly equation: string }>(
  "Einsum",
  (inputs, { equation }, backend) => {
    const [left = "", result = ""] = equation.replaceAll(/\s/g, "").split("->");
    const operands = left.split(",");
    const tensors = Object.values(inputs);
    if (
      tensors.length > 2 ||
      [...operands, result].some((letters) => new Set(letters).size < letters.length)
    ) {
      throw new Error(`einsum on wasm takes one or two tensors without repeated axes, not "${equation}"`);
    }
    const temporary: TensorInfo[] = [];
    const keep = (tensor: TensorInfo) => {
      temporary.push(tensor);
      return tensor;
    };
    const terms = tensors.map((tensor, i): Term => {
      const others = result + operands.filter((_, other) => other !== i).join("");
      return sumOut(backend, { tensor, letters: operands[i] ?? "" }, others, keep);
    });
    const [a, b] = terms as [Term, Term?];
    const product = b === undefined ? a : multiply(backend, a, b, result, keep);
    const out = ordered(backend, product, result);
    for (const tensor of temporary) backend.disposeData(tensor.dataId);
    return out;
  },
);

type Keep = (tensor: TensorInfo) => TensorInfo;

/** Sums over the axes that appear nowhere else. */
function sumOut(backend: BackendWasm, { tensor, letters }: Term, others: string, keep: Keep): Term {
  const axis = [...letters].flatMap((letter, i) => (others.includes(letter) ? [] : [i]));
  if (axis.length === 0) return { tensor, letters };
  const sum = keep(callKernel(backend, "Sum", { x: tensor }, { axis, keepDims: false }));
  return { tensor: sum, letters: [...letters].filter((letter) => others.includes(letter)).join("") };
}

function multiply(backend: BackendWasm, a: Term, b: Term, result: string, keep: Keep): Term {
  const shared = [...a.letters].filter((letter) => b.letters.includes(letter));
  const batch = shared.filter((letter) => result.includes(letter)).join("");
  const inner = shared.filter((letter) => !result.includes(letter)).join("");
  const rows = [...a.letters].filter((letter) => !shared.includes(letter)).join("");
  const columns = [...b.letters].filter((letter) => !shared.includes(letter)).join("");
  const lengths = new Map<string, number>();
  for (const { letters, tensor } of [a, b]) {
    if (letters.length !== tensor.shape.length)
      throw new Error(`einsum: "${letters}" does not name the axes of [${tensor.shape}]`);
    for (const [i, letter] of [...letters].entries()) {
      const length = tensor.shape[i] as number;
      if ((lengths.get(letter) ?? length) !== length)
        throw new Error(`einsum: axis "${letter}" is ${lengths.get(letter)} long, and ${length}`);
      lengths.set(letter, length);
    }
  }
  const shapeOf = (letters: string) => [...letters].map((letter) => lengths.get(letter) as number);
  const size = (letters: string) => sizeOf(shapeOf(letters));
  const left = keep(ordered(backend, a, batch + rows + inner));
  const right = keep(ordered(backend, b, batch + inner + columns));
  const product = keep(
    callKernel(
      backend,
      "BatchMatMul",
      {
        a: withShape(left, [size(batch), size(rows), size(inner)]),
        b: withShape(right, [size(batch), size(inner), size(columns)]),
      },
      { transposeA: false, transposeB: false },
    ),
  );
  const letters = batch + rows + columns;
  return { tensor: withShape(product, shapeOf(letters)), letters };
}

/** A new tensor with the axes in the given order. */
function ordered(backend: BackendWasm, { tensor, letters }: Term, order: string): TensorInfo {
  if (letters === order) return callKernel(backend, "Identity", { x: tensor });
  return callKernel(
    backend,
    "Transpose",
    { x: tensor },
    { perm: [...order].map((letter) => letters.indexOf(letter)) },
  );
}
