import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";

/**
 * How many parameters there are of each shape ("64,3,7,7"), in PyTorch's layouts: a dense weight [in, out] is [out, in] there, a filter
 * [height, width, in, out] is [out, in, height, width]; tables and vectors are the same. To be compared with `algoperfModels.json`.
 */
export function torchShapes(specs: readonly ParameterSpec[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const spec of specs) {
    const shape = torchShape(spec).join(",");
    counts[shape] = (counts[shape] ?? 0) + 1;
  }
  return counts;
}

function torchShape({ kind, shape }: ParameterSpec): readonly number[] {
  if (kind === "embedding" || kind === "positional") return shape;
  if (shape.length === 2) return shape.toReversed();
  if (shape.length !== 4) return shape;
  const [height, width, inputs, outputs] = shape as readonly [number, number, number, number];
  return [outputs, inputs, height, width];
}
