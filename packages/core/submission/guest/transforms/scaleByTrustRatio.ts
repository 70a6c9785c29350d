import { checkedOptions, limit, rate } from "../checkedOptions.ts";
import { div, greater, minimum, mul, where } from "../operations/elementwise.ts";
import { leafNorm } from "../operations/reductions.ts";
import { onesLike } from "../operations/shapes.ts";
import { placed, takesDirections } from "../placement.ts";
import type { Schedule } from "../schedules/schedule.ts";
import type { Transform } from "../transform.ts";
import { stateless } from "./stateless.ts";

export interface TrustRatioOptions {
  /** What the ratio is multiplied by. */
  readonly coefficient?: number | Schedule | undefined;
  /** Norms above this count as this. Left out: no limit. */
  readonly maxNorm?: number | undefined;
}

/**
 * Every leaf of the update scaled to its parameters' length: u ← u · coefficient · ‖p‖/‖u‖; a leaf whose ‖p‖ or ‖u‖ is 0 stays as it is.
 * You et al. 2020, arXiv 1904.00962 (φ is the identity).
 */
export function scaleByTrustRatio(options: TrustRatioOptions = {}): Transform<null> {
  const { coefficient, maxNorm } = checkedOptions("scaleByTrustRatio", options, {
    coefficient: [rate, 1],
    maxNorm: [limit, undefined],
  });
  return placed(
    stateless((updates, ctx) => {
      const limited = (norms: typeof updates) => (maxNorm === undefined ? norms : minimum(norms, maxNorm));
      const [p, u] = [limited(leafNorm(ctx.params)), limited(leafNorm(updates))];
      const ratio = mul(div(p, u), typeof coefficient === "number" ? coefficient : coefficient(ctx));
      return mul(updates, where(greater(minimum(p, u), 0), ratio, onesLike(p)));
    }),
    takesDirections("scaleByTrustRatio"),
  );
}
