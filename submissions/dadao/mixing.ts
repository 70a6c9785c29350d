/** What the paper's theorem makes of the loss's smoothness L and strong convexity μ. */
export interface Constants {
  readonly nu: number;
  /** η = η̃, α, α̃ and θ of the flow. */
  readonly eta: number;
  readonly alpha: number;
  readonly alphaTilde: number;
  readonly theta: number;
  /** γ, γ̃ and δ + δ̃ of a gradient. */
  readonly gamma: number;
  readonly gammaTilde: number;
  readonly delta: number;
  /** β and β̃ of a communication. */
  readonly beta: number;
  readonly betaTilde: number;
}

export function constantsOf(smoothness: number, convexity: number, chi1: number): Constants {
  const nu = convexity / 2;
  const ratio = Math.sqrt(nu / smoothness);
  return {
    nu,
    ...{ eta: ratio / 8, alpha: ratio / 4, alphaTilde: ratio / 8, theta: 1 / (2 * ratio) },
    ...{ gamma: 1 / (4 * smoothness), gammaTilde: 1 / (4 * Math.sqrt(nu * smoothness)) },
    delta: ratio / 4 + 1,
    ...{ beta: 1 / 2, betaTilde: (2 * chi1) / ratio },
  };
}

type Pair = readonly [number, number];

/** What a worker's x, x̃, y, ỹ, z, z̃ are after some time without an event, in those of before: a row for each. */
export type Mixing = readonly (readonly [number, number, number, number, number, number])[];

/**
 * exp(At) of the flow x' = η(x̃ − x), x̃' = η(x − x̃), y' = α(ỹ − y), ỹ' = −θ(y + z + νx̃), z' = α(z̃ − z), z̃' = α̃(z − z̃), in closed form: of x and of z a mean stays and the gap falls
 * as a power; y and ỹ swing, and are driven by these three.
 */
export function mixingAfter(time: number, { nu, eta, alpha, alphaTilde, theta }: Constants): Mixing {
  const total = alpha + alphaTilde;
  const [gapX, gapZ] = [Math.exp(-2 * eta * time), Math.exp(-total * time)];
  // E = exp(Bt), B = [[−α, α], [−θ, 0]]: θ > α/4 where L ≥ μ, so that it turns.
  const turn = Math.sqrt(alpha * theta - (alpha * alpha) / 4);
  const fall = Math.exp((-alpha * time) / 2);
  const [cosine, sine] = [fall * Math.cos(turn * time), (fall * Math.sin(turn * time)) / turn];
  const half = (alpha / 2) * sine;
  const swing: readonly [Pair, Pair] = [
    [cosine - half, alpha * sine],
    [-theta * sine, cosine + half],
  ];
  /** What (y, ỹ) gather from 0 while ỹ is driven by e^(−rt). */
  const driven = (rate: number): Pair => {
    const scale = rate * rate - alpha * rate + alpha * theta;
    const [a, b] = [alpha / scale, (alpha - rate) / scale];
    const left = Math.exp(-rate * time);
    return [left * a - swing[0][0] * a - swing[0][1] * b, left * b - swing[1][0] * a - swing[1][1] * b];
  };
  const [still, byGapX, byGapZ] = [driven(0), driven(2 * eta), driven(total)];
  /** By x, x̃, z, z̃: −θ(z + νx̃) has the means of (x, x̃) and of (z, z̃), the gap x̃ − x with ½, the gap z̃ − z with −α/(α + α̃). */
  const row = (place: 0 | 1): Mixing[number] => {
    const [mean, x, z] = [-theta * still[place], -theta * byGapX[place], -theta * byGapZ[place]];
    return [
      (nu / 2) * (mean - x),
      (nu / 2) * (mean + x),
      ...swing[place],
      (mean * alphaTilde + z * alpha) / total,
      ((mean - z) * alpha) / total,
    ];
  };
  return [
    [(1 + gapX) / 2, (1 - gapX) / 2, 0, 0, 0, 0],
    [(1 - gapX) / 2, (1 + gapX) / 2, 0, 0, 0, 0],
    row(0),
    row(1),
    [0, 0, 0, 0, (alphaTilde + alpha * gapZ) / total, (alpha * (1 - gapZ)) / total],
    [0, 0, 0, 0, (alphaTilde * (1 - gapZ)) / total, (alpha + alphaTilde * gapZ) / total],
  ];
}
