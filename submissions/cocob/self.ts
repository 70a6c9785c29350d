import {
  abs,
  add,
  addDecayedWeights,
  chain,
  defineSubmission,
  div,
  fullLike,
  maximum,
  mul,
  sub,
  type Transform,
  type Tree,
  zerosLike,
} from "steepest";

interface BettingState {
  readonly start: Tree;
  /** L, θ, G and R of the paper. */
  readonly largest: Tree;
  readonly theta: Tree;
  readonly total: Tree;
  readonly reward: Tree;
}

/** Coin betting per coordinate; the update leads to the new bet from wherever the parameters are. */
const betOnCoins = (alpha: number, eps: number): Transform<BettingState> => ({
  init(params) {
    const zeros = zerosLike(params);
    return { start: params, largest: fullLike(params, eps), theta: zeros, total: zeros, reward: zeros };
  },
  update(g, state, { params }) {
    const { start } = state;
    const size = abs(g);
    const largest = maximum(state.largest, size);
    const theta = sub(state.theta, g);
    const total = add(state.total, size);
    const reward = maximum(sub(state.reward, mul(g, sub(params, start))), 0);
    const caution = mul(largest, maximum(add(total, largest), mul(largest, alpha)));
    const bet = div(mul(add(reward, largest), theta), caution);
    return { updates: sub(add(start, bet), params), state: { start, largest, theta, total, reward } };
  },
});

/**
 * COCOB-Backprop: no learning rate; each coordinate bets on the sign of its gradient. Per coordinate, g ← ∇f(p) + λp:
 * L ← max(L, |g|), θ ← θ − g, G ← G + |g|, R ← max(R − g(p − p₀), 0), p ← p₀ + (R + L)θ / (L · max(G + L, αL)).
 *
 * `alpha` is α (100: the first bets are at most that much smaller), `eps` L at the start (1e-8), `weight_decay` λ (coupled L2, 0).
 * Orabona & Tommasi 2017, arXiv 1705.07795, algorithm 2.
 */
export default defineSubmission({
  name: "cocob",
  ruleset: "self",
  description: "COCOB-Backprop: coin betting, no learning rate",
  paper: "arXiv 1705.07795",
  stateBytesPerParameter: 20,
  hyperparameters: [{ alpha: 100, eps: 1e-8, weight_decay: 0 }],
  optimizer: (hp) => chain(addDecayedWeights(hp.weight_decay), betOnCoins(hp.alpha, hp.eps)),
});
