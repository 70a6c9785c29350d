import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { WorkloadProblem } from "@steepest/core/harness/workloadProblem.ts";
import type { Gradient, LossRequest } from "@steepest/core/sandbox/problem.ts";
import { joinLeaves } from "@steepest/core/sandbox/treeValue.ts";
import type { LoadedWorkload, Workload } from "@steepest/core/workload/workload.ts";
import { dispose, memory, type Tensor, tensor1d, tensor2d } from "@tensorflow/tfjs";
import { expect } from "vitest";

type Specs = Pick<Workload, "parameterSpecs" | "modelStateSpecs">;

const plain: LossRequest = { dropoutRate: null, labelSmoothing: null, updateBatchNorm: true, mode: "train" };
const facts = {
  hyperparameters: {},
  stepHint: 100,
  budget: 1,
  target: { metric: "loss", direction: "min", value: 0 },
  lossType: "",
} as const;

function bitsOf(tensors: readonly Tensor[]): readonly (readonly [string, readonly number[], string])[] {
  const bits = tensors.map((tensor) => {
    const values = tensor.dataSync().slice() as Float32Array;
    return [tensor.dtype, tensor.shape, Buffer.from(values.buffer).toString("base64")] as const;
  });
  dispose([...tensors]);
  return bits;
}

/** The gradient in one tensor, also where it came as one for each parameter. */
function joined({ grads, isJoined }: Gradient): Tensor {
  if (isJoined) return grads[0] as Tensor;
  const made = joinLeaves(grads);
  dispose(grads);
  return made;
}

/** Everything that a submission may ask a fixed function for, each once. */
function requestsFor(
  problem: WorkloadProblem,
  others: readonly Tensor[],
  state: readonly Tensor[],
  exampleWeights: Tensor,
): LossRequest[] {
  const predictedLabels = { parameters: others, modelState: state, temperature: 2, weight: 0.5, given: 0.5 };
  return [
    plain,
    { ...plain, dropoutRate: 0.3 },
    { ...plain, labelSmoothing: 0.1 },
    { ...plain, updateBatchNorm: false },
    { ...plain, updateBatchNorm: "replace" },
    { ...plain, mode: "eval" },
    { ...plain, dropoutRate: 0.3, draw: 7 },
    { ...plain, exampleWeights },
    ...(problem.samplesLabels ? [{ ...plain, sampledLabels: true }] : []),
    ...(problem.predictsLabels ? [{ ...plain, predictedLabels }] : []),
  ];
}

/** Products with the Hessian: with random numbers, and as an evaluation, Gauss–Newton's where there is one. */
function requestsOfProducts(
  { predictsLabels }: WorkloadProblem,
  others: readonly Tensor[],
  state: readonly Tensor[],
): LossRequest[] {
  const predictedLabels = { parameters: others, modelState: state, temperature: 1, weight: 1, given: 0 };
  return [
    { ...plain, dropoutRate: 0.3 },
    { ...plain, mode: "eval", ...(predictsLabels ? { predictedLabels } : {}) },
  ];
}

/** What only a gradient may be asked for: heads of blocks, and steps uphill of the inputs. */
function requestsOfGradients(
  { localShapes, perturbsInputs, noisyOutputs, dropping, takesFeedback }: WorkloadProblem,
  feedback: readonly Tensor[],
  size: number,
): LossRequest[] {
  const heads = localShapes.map(([features, classes], at) =>
    tensor2d(normal(keyFromSeed(at), features * classes), [features, classes]),
  );
  const ascents = (["infinity", "euclidean"] as const).map((norm) => ({ radius: 0.1, norm, stepSize: 0.08 }));
  return [
    ...(heads.length > 0 ? [{ ...plain, localHeads: heads }] : []),
    ...(noisyOutputs === undefined ? [] : [{ ...plain, outputNoise: 0.5 }]),
    ...(dropping
      ? [size, Math.ceil(size / 2)].map((most) => ({
          ...{ ...plain, dropoutRate: 0.3 },
          keep: dropping.numbers.map((_, edge, { length }) =>
            edge === length - 1 ? most : Math.ceil(size / 3),
          ),
        }))
      : []),
    ...(takesFeedback ? [{ ...plain, feedback }] : []),
    ...(perturbsInputs ? ascents.map((ascent) => ({ ...plain, ascent })) : []),
  ];
}

/**
 * That losses and gradients which are replayed have the bits of those that the model computes itself: with every option and for every batch size,
 * at other parameters and under other keys than they were captured with. No function may fall back to the model, and no tensor may be left.
 */
export function expectCaptured(specs: Specs, loaded: LoadedWorkload, sizes: readonly number[]): void {
  const card = { batchSize: { default: 4, max: 64 } };
  const workload = { ...specs, card } as unknown as Workload;
  const make = (captures: boolean) =>
    new WorkloadProblem(workload, loaded, keyFromSeed(3), facts, null, {}, { captures });
  const problems = [make(true), make(false)] as const;
  const [captured] = problems;
  const [parameters, others] = [captured.initialParameters(0), captured.initialParameters(1)];
  const vector = captured.initialParameters(2);
  const state = captured.initialModelState();
  const before = memory();
  for (const size of sizes) {
    const weights = tensor1d(Array.from({ length: size }, (_, i) => 0.5 + i));
    for (const request of requestsFor(captured, others, state, weights)) {
      // Seen, captured, replayed, and replayed elsewhere.
      for (const at of [parameters, parameters, parameters, others]) {
        const [replayed, computed] = problems.map((problem) => {
          const batch = problem.batch(0, size);
          const mayJoin = problem === captured;
          const made = problem.lossAndGrad(at, state, batch, { ...request, mayJoin });
          const { loss, modelState } = made;
          const mean = problem.loss(at, state, batch, request, false);
          const each =
            request.predictedLabels || request.exampleWeights
              ? []
              : [problem.loss(at, state, batch, request, true)];
          const pass = problem.forward(at, state, batch, request);
          problem.endStep();
          return bitsOf([loss, joined(made), ...modelState, mean, ...each, pass.loss, ...pass.modelState]);
        });
        expect(replayed?.length).toBe(computed?.length);
        const differing = replayed?.filter((bits, i) => String(bits) !== String(computed?.[i]));
        expect(differing?.length, `${Object.keys(request)}, ${size} examples`).toBe(0);
      }
    }
    weights.dispose();
    for (const request of size === sizes[0] ? requestsOfProducts(captured, others, state) : []) {
      // Seen, and captured.
      for (let time = 0; time < 2; time++)
        dispose(captured.hvp(parameters, state, captured.batch(0, size), request, vector));
      captured.endStep();
      captured.goTo(problems[1].position());
      // Parameters may be their own vector.
      for (const [at, along] of [
        [parameters, vector],
        [others, others],
      ] as const) {
        const [replayed, computed] = problems.map((problem) => {
          const made = problem.hvp(at, state, problem.batch(0, size), request, along);
          problem.endStep();
          return bitsOf(made);
        });
        expect(String(replayed) === String(computed), `a product, ${Object.keys(request)}`).toBe(true);
      }
    }
    for (const request of requestsOfGradients(captured, others, size)) {
      for (const at of [parameters, parameters, parameters, others]) {
        const [replayed, computed] = problems.map((problem) => {
          const asked = { ...request, mayJoin: problem === captured };
          const first = problem.lossAndGrad(at, state, problem.batch(0, size), asked);
          // A second step uphill is another function: it has the clean inputs beside those that it starts from.
          const second = first.batch ? [problem.lossAndGrad(at, state, first.batch, asked)] : [];
          const last = second[0]?.batch ? [problem.loss(at, state, second[0].batch, plain, false)] : [];
          problem.endStep();
          const all = [first, ...second].flatMap((made) => {
            const { loss, modelState, localHeads = [], signals } = made;
            return [loss, joined(made), ...modelState, ...localHeads, ...(signals ? [signals] : [])];
          });
          return bitsOf([...all, ...last]);
        });
        const differing = replayed?.filter((bits, i) => String(bits) !== String(computed?.[i]));
        expect(differing?.length, `${Object.keys(request)}, ${size} examples`).toBe(0);
      }
      dispose([...(request.localHeads ?? [])]);
    }
  }
  expect(memory()).toMatchObject({ numTensors: before.numTensors, numDataBuffers: before.numDataBuffers });
  expect([...(captured.captured?.refusals ?? [])]).toEqual([]);
  expect(captured.captured?.counts.replayed).toBeGreaterThan(0);
  for (const problem of problems) problem.dispose();
  dispose([...parameters, ...others, ...vector, ...state]);
}
