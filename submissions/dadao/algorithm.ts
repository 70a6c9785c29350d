import {
  add,
  addScaled,
  type Batch,
  type BatchSizeLimits,
  type Context,
  mul,
  send,
  sub,
  type Tree,
  type UpdateContext,
  withDefaults,
  workers,
  zerosLike,
} from "steepest";
import { constantsOf, mixingAfter } from "./mixing.ts";
import { networkOf } from "./network.ts";

type Point = Readonly<Record<"smoothness" | "convexity", number>> & { readonly graph: string };

const defaults = { workers: 4 };

/** x, x̃, y, ỹ, z, z̃ of one worker. */
type Variables = readonly [Tree, Tree, Tree, Tree, Tree, Tree];

interface Worker {
  readonly variables: Variables;
  /** When it last took a gradient or talked. */
  readonly at: number;
}

interface State {
  readonly workers: readonly Worker[];
}

function init({ params, hyperparameters }: Context<Point>): State {
  const { workers: count } = withDefaults(hyperparameters, defaults);
  // Says how many there are.
  workers(count).init(params);
  const zero = zerosLike(params);
  const worker: Worker = { variables: [params, params, zero, zero, zero, zero], at: 0 };
  return { workers: Array.from({ length: count }, () => worker) };
}

/** The sum of trees, each times its factor. */
function combined(trees: Variables, factors: readonly number[]): Tree {
  let sum: Tree | null = null;
  trees.forEach((tree, i) => {
    const factor = factors[i] ?? 0;
    if (factor !== 0) sum = sum === null ? mul(tree, factor) : addScaled(sum, tree, factor);
  });
  return sum ?? zerosLike(trees[0]);
}

/** The events of one unit of time, in their order. */
function update(ctx: UpdateContext<State, Point>) {
  const { hyperparameters: hp, rng, step } = ctx;
  const { workers: count } = withDefaults(hp, defaults);
  const { edges, rate, chi1 } = networkOf(count, hp.graph);
  const constants = constantsOf(hp.smoothness, hp.convexity, chi1);
  const all = [...ctx.state.workers];
  let { modelState } = ctx;

  /** The variables of a worker as they have flowed until now. */
  const flowed = (i: number, now: number): Variables => {
    const { variables, at } = all[i] as Worker;
    return mixingAfter(now - at, constants).map((row) => combined(variables, row)) as unknown as Variables;
  };
  const batches = [ctx.batch];
  const taken = all.map(() => 0);
  /** A worker's part of the step's batch; of another one, if it has had that. */
  const partOf = (i: number): Batch => {
    const turn = taken[i] ?? 0;
    taken[i] = turn + 1;
    if (turn === batches.length) batches.push(ctx.next());
    const batch = batches[turn] as Batch;
    const size = ctx.size(batch);
    const first = Math.floor((i * size) / count) % size;
    const length = Math.max(1, Math.floor(((i + 1) * size) / count) - first);
    return ctx.take(
      batch,
      Array.from({ length }, (_, place) => first + place),
    );
  };
  const takeGradient = (i: number, now: number) => {
    const [x, xTilde, y, yTilde, z, zTilde] = flowed(i, now);
    const { grads, modelState: after } = ctx.lossAndGrad(x, partOf(i), { modelState });
    modelState = after;
    const g = sub(addScaled(grads, x, -constants.nu), yTilde);
    const variables: Variables = [
      addScaled(x, g, -constants.gamma),
      addScaled(xTilde, g, -constants.gammaTilde),
      y,
      addScaled(yTilde, g, constants.delta),
      z,
      zTilde,
    ];
    all[i] = { variables, at: now };
  };
  const communicate = (i: number, j: number, now: number) => {
    const both = [flowed(i, now), flowed(j, now)] as const;
    const [ofI, ofJ] = both.map(([, , y, , z]) => send(add(y, z))) as [Tree, Tree];
    const gap = sub(ofI, ofJ);
    both.forEach(([x, xTilde, y, yTilde, z, zTilde], place) => {
      const sign = place === 0 ? -1 : 1;
      const variables: Variables = [
        ...([x, xTilde, y, yTilde] as const),
        addScaled(z, gap, sign * constants.beta),
        addScaled(zTilde, gap, sign * constants.betaTilde),
      ];
      all[place === 0 ? i : j] = { variables, at: now };
    });
  };

  // Poisson clocks of all workers and edges together: exponential waits, and whose it was.
  const wait = () => -Math.log(1 - rng.number()) / (count + rate);
  for (let now = step - 1 + wait(); now < step; now += wait()) {
    const who = rng.number() * (count + rate);
    if (who < count) takeGradient(Math.floor(who), now);
    else {
      const place = Math.min(edges.length - 1, Math.floor(((who - count) / rate) * edges.length));
      const [i, j] = edges[place] as readonly [number, number];
      communicate(i, j, now);
    }
  }
  const sum = all.map(({ variables: [x] }) => x).reduce((total, x) => add(total, x));
  return { params: mul(sum, 1 / count), modelState, state: { workers: all } };
}

/**
 * DADAO: n workers that wait for nobody. Each takes gradients of its own data at the ticks of a Poisson clock, each edge between two neighbours ticks by a clock of its own and lets them talk; between its events every worker's
 * variables flow along a linear differential equation, whose solution is applied when the next event comes. A tick of worker i, with g = ∇fᵢ(x) − νx − ỹ:
 * x ← x − γg, x̃ ← x̃ − γ̃g, ỹ ← ỹ + (δ + δ̃)g; of edge (i, j), m = (y + z)ᵢ − (y + z)ⱼ: zᵢ ← zᵢ − βm, z̃ᵢ ← z̃ᵢ − β̃m, and at j with the other sign; ./mixing.ts has the flow and what the theorem makes of L and μ,
 * ./network.ts how often edges tick.
 *
 * `workers` is n (4), `graph` who is whose neighbour (`ring` or `complete`), `smoothness` L, `convexity` μ. A step is one unit of time, in which a worker takes one gradient on average; its part of the data is the i-th part of every
 * batch. Each sends y + z at a tick of its edge, whose bytes are counted. At the start x̃ is x (0 in the authors' code), the others 0. What is evaluated is the mean of all x, each as its last event left it. The model state is one for all. Everything is computed in a row: neither the network's time nor what would run at
 * the same time is counted. Nabli & Oyallon 2022, arXiv 2208.00779, its dynamics, algorithm and the constants of its theorem, as its authors' code has them; clocks and flow are those of Even et al. 2021, arXiv 2106.07644.
 */
export const dadao = {
  /** A usual batch for each worker. */
  batchSize: ({ default: usual, max }: BatchSizeLimits, point: Point): number =>
    Math.min(max, usual * withDefaults(point, defaults).workers),
  init,
  update,
};
