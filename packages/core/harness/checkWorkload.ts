import { keyFromSeed } from "@steepest/base/random/key.ts";
import { add, dispose, memory, mul, sign, sub, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import type { LossRequest } from "../sandbox/problem.ts";
import { isPossible } from "../schema/metric.ts";
import type { LoadedWorkload, Workload } from "../workload/workload.ts";
import { WorkloadProblem } from "./workloadProblem.ts";

/** One thing that a workload promises, and whether it is so. */
export interface WorkloadCheck {
  readonly promise: string;
  readonly ok: boolean;
  /** What was found. */
  readonly found: string;
}

const request: LossRequest = {
  dropoutRate: null,
  labelSmoothing: null,
  updateBatchNorm: true,
  mode: "train",
};
const quiet: LossRequest = { ...request, dropoutRate: 0 };
const steps = 30;

const numbersOf = (tensor: Tensor): Float32Array => tensor.dataSync().slice() as Float32Array;
const sameBits = (one: Float32Array, other: Float32Array) =>
  one.length === other.length &&
  new Uint32Array(one.buffer).every((bits, at) => bits === new Uint32Array(other.buffer)[at]);

/** What the checks share: the workload as a trial sees it, and a batch. */
interface Bench {
  readonly workload: Workload;
  readonly loaded: LoadedWorkload;
  readonly make: (captures: boolean) => WorkloadProblem;
}

type Found = Pick<WorkloadCheck, "ok" | "found">;

/** The loss and gradient of a problem's first batch as numbers; frees all else. */
function gradientAt(problem: WorkloadProblem, size: number, asked: LossRequest) {
  const [parameters, state] = [problem.initialParameters(0), problem.initialModelState()];
  const result = problem.lossAndGrad(parameters, state, problem.batch(0, size), asked);
  const loss = numbersOf(result.loss)[0] as number;
  const gradients = result.grads.map(numbersOf);
  dispose([...parameters, ...state, result.loss, ...result.grads, ...result.modelState]);
  problem.endStep();
  return { loss, gradients };
}

const checks: readonly (readonly [string, (bench: Bench) => Found | Promise<Found>])[] = [
  [
    "each parameter has a name of its own",
    ({ workload: { parameterSpecs } }) => {
      const names = parameterSpecs.map(({ name }) => name);
      const twice = names.filter((name, at) => names.indexOf(name) !== at);
      return {
        ok: twice.length === 0,
        found: twice.length === 0 ? `${names.length} of them` : `twice: ${twice.join(", ")}`,
      };
    },
  ],
  [
    "a batch of the default size fits into the training data",
    ({ workload: { card }, loaded: { trainSize } }) => ({
      ok: trainSize >= card.batchSize.default,
      found: `${trainSize} examples, batches of ${card.batchSize.default}`,
    }),
  ],
  [
    "the loss of each example is finite at the start",
    ({ workload: { card }, make }) => {
      const problem = make(false);
      const [parameters, state] = [problem.initialParameters(0), problem.initialModelState()];
      const size = card.batchSize.default;
      const losses = problem.loss(parameters, state, problem.batch(0, size), quiet, true);
      const values = numbersOf(losses);
      dispose([...parameters, ...state, losses]);
      problem.dispose();
      const odd = values.findIndex((value) => !Number.isFinite(value));
      if (values.length !== size) return { ok: false, found: `${values.length} losses for ${size} examples` };
      return odd === -1
        ? {
            ok: true,
            found: `from ${Math.min(...values).toPrecision(3)} to ${Math.max(...values).toPrecision(3)}`,
          }
        : { ok: false, found: `example ${odd} has ${values[odd]}` };
    },
  ],
  [
    "gradients are finite, and none is zero throughout",
    ({ workload: { card, parameterSpecs }, make }) => {
      const problem = make(false);
      const { gradients } = gradientAt(problem, card.batchSize.default, quiet);
      problem.dispose();
      const named = (is: (values: Float32Array) => boolean) =>
        parameterSpecs.filter((_, at) => is(gradients[at] as Float32Array)).map(({ name }) => name);
      const odd = named((values) => !values.every(Number.isFinite));
      const zero = named((values) => values.every((value) => value === 0));
      if (odd.length > 0) return { ok: false, found: `not finite: ${odd.join(", ")}` };
      return zero.length > 0 ? { ok: false, found: `zero: ${zero.join(", ")}` } : { ok: true, found: "all" };
    },
  ],
  [
    "the gradient is the slope of the loss",
    ({ workload: { card }, make }) => {
      const problem = make(false);
      const size = card.batchSize.default;
      const { gradients } = gradientAt(problem, size, quiet);
      const norm = Math.sqrt(
        gradients.reduce((total, values) => total + values.reduce((sum, value) => sum + value * value, 0), 0),
      );
      const reach = 0.01;
      const lossAt = (by: number) => {
        const start = problem.initialParameters(0);
        const moved = start.map((parameter, at) =>
          tidy(() => add(parameter, mul(by / norm, tensor(gradients[at] as Float32Array, parameter.shape)))),
        );
        const state = problem.initialModelState();
        const loss = problem.loss(moved, state, problem.batch(0, size), quiet, false);
        const value = numbersOf(loss)[0] as number;
        dispose([...start, ...moved, ...state, loss]);
        problem.endStep();
        return value;
      };
      const slope = (lossAt(reach) - lossAt(-reach)) / (2 * reach);
      problem.dispose();
      const apart = Math.abs(slope - norm) / norm;
      return {
        ok: apart < 0.05,
        found: `${slope.toPrecision(4)} by differences, ${norm.toPrecision(4)} by the gradient`,
      };
    },
  ],
  [
    "twice the same gives the same bits, replayed from a capture too",
    ({ workload: { card }, make }) => {
      const problems = [make(false), make(true)];
      const sets = problems.flatMap((problem) => {
        const all = [0, 1, 2].map(() => gradientAt(problem, card.batchSize.default, quiet));
        problem.dispose();
        return all;
      });
      const [first, ...rest] = sets;
      const ok = rest.every(({ gradients }) =>
        gradients.every((values, at) => sameBits(values, first?.gradients[at] as Float32Array)),
      );
      return {
        ok,
        found: ok
          ? "six gradients are alike"
          : "gradients differ: something draws or keeps what it should not",
      };
    },
  ],
  [
    "an evaluation gives the loss and the metric within its range, twice the same",
    async ({ workload: { card }, loaded, make }) => {
      const problem = make(false);
      const [parameters, state] = [problem.initialParameters(0), problem.initialModelState()];
      const found = [];
      for (const split of ["validation", "validation", "test"] as const)
        found.push(await loaded.evaluate(parameters, state, split));
      dispose([...parameters, ...state]);
      problem.dispose();
      const [first, second, test] = found;
      const { name } = card.metric;
      const values = [first?.[name], test?.[name]];
      const missing = [name, "loss"].filter((key) => first?.[key] === undefined);
      if (missing.length > 0) return { ok: false, found: `judge gives no ${missing.join(", no ")}` };
      const ok =
        JSON.stringify(first) === JSON.stringify(second) &&
        values.every((value) => isPossible(card.metric.range, value as number));
      return {
        ok,
        found: `${name} ${values.map((value) => value?.toPrecision(3)).join(" on validation, ")} on test`,
      };
    },
  ],
  [
    "no tensor is left behind",
    async ({ workload: { card }, loaded, make }) => {
      const round = async () => {
        const problem = make(false);
        gradientAt(problem, card.batchSize.default, request);
        const [parameters, state] = [problem.initialParameters(0), problem.initialModelState()];
        await loaded.evaluate(parameters, state, "validation");
        dispose([...parameters, ...state]);
        problem.dispose();
      };
      await round();
      const before = memory().numTensors;
      await round();
      const left = memory().numTensors - before;
      return { ok: left === 0, found: left === 0 ? "none" : `${left} a step and evaluation` };
    },
  ],
  [
    `${steps} steps of sign descent on one batch lower its loss`,
    ({ workload: { card }, make }) => {
      const problem = make(true);
      let parameters = problem.initialParameters(0);
      let state = problem.initialModelState();
      const losses: number[] = [];
      const began = performance.now();
      for (let step = 0; step < steps; step++) {
        const result = problem.lossAndGrad(
          parameters,
          state,
          problem.batch(0, card.batchSize.default),
          quiet,
        );
        losses.push(numbersOf(result.loss)[0] as number);
        const next = parameters.map((parameter, at) =>
          tidy(() => sub(parameter, mul(0.003, sign(result.grads[at] as Tensor)))),
        );
        dispose([...parameters, ...state, result.loss, ...result.grads]);
        [parameters, state] = [next, [...result.modelState]];
        problem.endStep();
      }
      const milliseconds = (performance.now() - began) / steps;
      dispose([...parameters, ...state]);
      problem.dispose();
      const [first = 0, last = 0] = [losses[0], losses.at(-1)];
      return {
        ok: last < first,
        found: `from ${first.toPrecision(4)} to ${last.toPrecision(4)}, ${milliseconds.toPrecision(2)} ms a step here`,
      };
    },
  ],
];

/**
 * Whether a loaded workload keeps what all of the catalogue's keep, on the backend that is open: one line for each promise. A check that throws is one
 * that failed, with what was thrown.
 */
export async function checkWorkload(workload: Workload, loaded: LoadedWorkload): Promise<WorkloadCheck[]> {
  const { metric, target } = workload.card;
  const facts = {
    hyperparameters: {},
    stepHint: target.stepHint,
    budget: 1,
    target: { metric: metric.name, direction: metric.direction, value: target.validation },
    lossType: workload.card.loss.type,
  };
  const make = (captures: boolean) =>
    new WorkloadProblem(workload, loaded, keyFromSeed(1), facts, null, {}, { captures });
  const found: WorkloadCheck[] = [];
  for (const [promise, check] of checks) {
    try {
      found.push({ promise, ...(await check({ workload, loaded, make })) });
    } catch (error) {
      found.push({ promise, ok: false, found: error instanceof Error ? error.message : String(error) });
    }
  }
  return found;
}
