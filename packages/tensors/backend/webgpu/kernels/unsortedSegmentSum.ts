import type { TensorInfo } from "@tensorflow/tfjs";
import { flatProgram, wholeNumbers } from "./flatProgram.ts";
import { webgpuKernel } from "./webgpuKernel.ts";

/** For each segment the first row of it, then for each row the next one of its segment; -1 where there is none. */
const findRows = `
  let isRow = index >= uniforms.segments;
  let start = select(0, index - uniforms.segments + 1, isRow);
  var wanted = index;
  if (isRow) { wanted = segmentIds[start - 1]; }
  var found = -1;
  for (var row = start; row < uniforms.rows; row++) {
    if (segmentIds[row] == wanted) { found = row; break; }
  }
  result[index] = found;
`;

const sumRows = (type: "f32" | "i32") => `
  let column = index % uniforms.columns;
  var sum = ${type}(0);
  for (var row = links[index / uniforms.columns]; row >= 0; row = links[uniforms.segments + row]) {
    sum += x[row * uniforms.columns + column];
  }
  result[index] = sum;
`;

/**
 * Sums of the rows of each segment, along the first axis: the gradient of a table of embeddings. tfjs adds with atomics, in the order
 * in which the device comes by; here each segment's rows are chained first and added in their order. Rows outside of 0 … numSegments-1
 * are left out, as on `cpu`.
 */
export const unsortedSegmentSum = webgpuKernel<
  { readonly x: TensorInfo; readonly segmentIds: TensorInfo },
  { readonly numSegments: number }
>("UnsortedSegmentSum", ({ x, segmentIds }, { numSegments }, backend) => {
  const [rows = 1, ...rest] = x.shape;
  const columns = rest.reduce((product, length) => product * length, 1);
  const links = backend.runWebGPUProgram(
    flatProgram({
      name: "segmentLinks",
      outputShape: [numSegments + rows],
      inputs: ["segmentIds"],
      uniforms: ["segments", "rows"],
      code: findRows,
    }),
    [segmentIds],
    "int32",
    wholeNumbers(numSegments, rows),
  );
  const sums = backend.runWebGPUProgram(
    flatProgram({
      name: "segmentSums",
      outputShape: [numSegments, ...rest],
      inputs: ["x", "links"],
      uniforms: ["segments", "columns"],
      code: sumRows(x.dtype === "float32" ? "f32" : "i32"),
    }),
    [x, links],
    x.dtype,
    wholeNumbers(numSegments, columns),
  );
  backend.disposeData(links.dataId);
  return sums;
});
