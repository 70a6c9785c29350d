import type { TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { allocate, floatsOf } from "./heap.ts";

/** Side of the square blocks: both of a block's rows and columns stay in the first-level cache. */
const side = 16;

/** Every matrix of a batch transposed, block by block: tfjs-wasm's transpose of a large one misses the cache at every number. */
export function swapLastTwo(backend: BackendWasm, tensor: TensorInfo): TensorInfo {
  const rank = tensor.shape.length;
  const rows = tensor.shape[rank - 2] as number;
  const columns = tensor.shape[rank - 1] as number;
  const out = allocate(backend, [...tensor.shape.slice(0, -2), columns, rows]);
  const from = floatsOf(backend, tensor);
  const to = floatsOf(backend, out);
  const size = rows * columns;
  for (let matrix = 0; matrix < from.length; matrix += size) {
    for (let firstRow = 0; firstRow < rows; firstRow += side) {
      const lastRow = Math.min(rows, firstRow + side);
      for (let firstColumn = 0; firstColumn < columns; firstColumn += side) {
        const lastColumn = Math.min(columns, firstColumn + side);
        for (let column = firstColumn; column < lastColumn; column++) {
          let source = matrix + firstRow * columns + column;
          const target = matrix + column * rows;
          for (let row = firstRow; row < lastRow; row++, source += columns) {
            to[target + row] = from[source] as number;
          }
        }
      }
    }
  }
  return out;
}
