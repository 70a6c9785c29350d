import { checkedOptions, decay } from "../checkedOptions.ts";
import { ema, sign } from "../operations/elementwise.ts";
import { zerosLike } from "../operations/shapes.ts";
import { placed, takesDirections } from "../placement.ts";
import type { Transform } from "../transform.ts";
import type { Tree } from "../tree.ts";

/** Update sign(β₁m + (1−β₁)g), then m ← β₂m + (1−β₂)g: Lion (arXiv 2302.06675, algorithm 2); sign(0) = 0. */
export function scaleByLion(
  options: { readonly beta1?: number | undefined; readonly beta2?: number | undefined } = {},
): Transform<{ readonly m: Tree }> {
  const { beta1, beta2 } = checkedOptions("scaleByLion", options, {
    beta1: [decay, 0.9],
    beta2: [decay, 0.99],
  });
  return placed(
    {
      init: (params) => ({ m: zerosLike(params) }),
      update: (g, { m }) => ({ updates: sign(ema(m, g, beta1)), state: { m: ema(m, g, beta2) } }),
    },
    takesDirections("scaleByLion"),
  );
}
