import { checkedOptions, decay, flag, fraction } from "../checkedOptions.ts";
import { add, addScaled, mul } from "../operations/elementwise.ts";
import { zerosLike } from "../operations/shapes.ts";
import type { Transform } from "../transform.ts";
import type { Tree } from "../tree.ts";

export interface MomentumOptions {
  /** μ. */
  readonly momentum?: number | undefined;
  /** Fraction of the gradient held back from the buffer after the first step. */
  readonly dampening?: number | undefined;
  /** Update with g + μ·b instead of b (Sutskever et al. 2013, gradient at the stored parameters). */
  readonly nesterov?: boolean | undefined;
}

/** b ← μb + (1 − dampening)g, with b = g at the first step; update b. Polyak 1964. */
export function momentum(options: MomentumOptions = {}): Transform<{ readonly buffer: Tree }> {
  const checked = checkedOptions("momentum", options, {
    momentum: [decay, 0.9],
    dampening: [fraction, 0],
    nesterov: [flag, false],
  });
  const { momentum: mu, dampening, nesterov } = checked;
  return {
    init: (params) => ({ buffer: zerosLike(params) }),
    update(g, state, { step }) {
      const kept = mul(state.buffer, mu);
      const buffer = step === 1 || dampening === 0 ? add(kept, g) : addScaled(kept, g, 1 - dampening);
      return { updates: nesterov ? addScaled(g, buffer, mu) : buffer, state: { buffer } };
    },
  };
}
