import type { TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf } from "./heap.ts";
import { scratch } from "./scratch.ts";

/** Sizes of an attention over queries [batch, queries, heads · width] and keys and values [batch, keys, heads · width]. */
export interface AttentionSizes {
  readonly batch: number;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  readonly width: number;
  readonly valueWidth: number;
}

export function attentionSizes(q: TensorInfo, k: TensorInfo, v: TensorInfo, heads: number): AttentionSizes {
  const [batch, queries, columns] = q.shape as [number, number, number];
  const keys = k.shape[1] as number;
  return {
    batch,
    heads,
    queries,
    keys,
    width: columns / heads,
    valueWidth: (v.shape[2] as number) / heads,
  };
}

/** One head's matrix where it stands: rows `step` bytes apart. */
export interface HeadMatrix {
  readonly address: number;
  readonly step: number;
}

/** Head `head` of [batch, length, heads · width], in its place between the other heads. */
export function headOf(backend: BackendWasm, x: TensorInfo, head: number, heads: number): HeadMatrix {
  const [, length, columns] = x.shape as [number, number, number];
  const image = Math.floor(head / heads);
  const first = (head % heads) * (columns / heads);
  return { address: addressOf(backend, x, image * length * columns + first), step: 4 * columns };
}

/** Matrix `at` of [batch · heads, queries, keys]. */
export function scoresOf(backend: BackendWasm, x: TensorInfo, at: number): HeadMatrix {
  const [, queries, keys] = x.shape as [number, number, number];
  return { address: addressOf(backend, x, at * queries * keys), step: 4 * keys };
}

export const transposed = true;

/** out = a · b, with a and b read transposed where told; `a` is `rows` × `inner` after that. */
export function headProduct(
  backend: BackendWasm,
  [a, aIsTransposed]: readonly [HeadMatrix, boolean],
  [b, bIsTransposed]: readonly [HeadMatrix, boolean],
  out: HeadMatrix,
  [rows, inner, columns]: readonly [number, number, number],
): void {
  const { matrix } = trainingModules();
  matrix.multiply(
    a.address,
    aIsTransposed ? 4 : a.step,
    aIsTransposed ? a.step : 4,
    b.address,
    bIsTransposed ? 4 : b.step,
    bIsTransposed ? b.step : 4,
    out.address,
    out.step,
    rows,
    inner,
    columns,
    false,
    scratch(backend, matrix.scratchBytes()),
  );
}
