import { checkedOptions, decay, flag, whole } from "../checkedOptions.ts";
import { ema, mul } from "../operations/elementwise.ts";
import { asMatrices, leafScalars, reshapeLike } from "../operations/leafShapes.ts";
import { orthogonalize } from "../operations/orthogonalize.ts";
import { zerosLike } from "../operations/shapes.ts";
import { placed, takesDirections } from "../placement.ts";
import type { Transform } from "../transform.ts";
import type { Tree } from "../tree.ts";

export interface MuonOptions {
  /** μ. */
  readonly momentum?: number | undefined;
  readonly nesterov?: boolean | undefined;
  /** Newton–Schulz iterations. */
  readonly steps?: number | undefined;
}

/** Of the weight [in, out], or of a filter's height and width as in the authors' code: √max(1, out/in). */
const scaleOf = (shape: readonly number[]): number => {
  const [columns = 1, rows = 1] = shape.length === 4 ? [shape[1], shape[0]] : shape.slice(-2);
  return Math.sqrt(Math.max(1, rows / columns));
};

/**
 * b ← μb + (1 − μ)g, M = b or (Nesterov) μb + (1 − μ)g, update orthogonalised(M) · √max(1, out/in). For leaves of rank 2 and more; a
 * filter is taken as the matrix [height · width · in, out]. Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/.
 */
export function scaleByMuon(options: MuonOptions = {}): Transform<{ readonly buffer: Tree }> {
  const { momentum, nesterov, steps } = checkedOptions("scaleByMuon", options, {
    momentum: [decay, 0.95],
    nesterov: [flag, true],
    steps: [whole, 5],
  });
  return placed(
    {
      init: (params) => ({ buffer: zerosLike(params) }),
      update(g, state) {
        const buffer = ema(state.buffer, g, momentum);
        const direction = nesterov ? ema(buffer, g, momentum) : buffer;
        const orthogonal = reshapeLike(orthogonalize(asMatrices(direction), { steps }), g);
        return {
          updates: mul(
            orthogonal,
            leafScalars(g, ({ shape }) => scaleOf(shape)),
          ),
          state: { buffer },
        };
      },
    },
    takesDirections("scaleByMuon"),
  );
}
