import { MissingTangentRule } from "@steepest/base/missingTangentRule.ts";
import { add, dispose, engine, keep, reshape, type Tensor, tidy, zerosLike } from "@tensorflow/tfjs";
import { withFusedKernels } from "../fusedKernel.ts";
import { type RanKernel, tangentRules } from "./tangentRules.ts";

/**
 * How the results of `compute` change when `inputs` move along `directions`: forward-mode differentiation, kernel by kernel, through whatever runs, the way back of a gradient as well as the
 * way forward. Of a gradient it is the Hessian times the directions, exactly (Pearlmutter 1994, "Fast exact multiplication by the Hessian"). Operations whose fused kernels have no rule run as
 * compositions meanwhile. Throws where it would have to go through a kernel without a rule. `compute` is given the inputs in memory of their own, since tangents are known by memory: what else
 * looks at the inputs' stays where it is. It hands its results over; the caller owns what is returned.
 */
export function tangentsAlong(
  inputs: readonly Tensor[],
  directions: readonly Tensor[],
  compute: (inputs: readonly Tensor[]) => Tensor[],
): Tensor[] {
  const tangents = new Tangents();
  const own = inputs.map((input) => add(input, 0));
  for (const [at, input] of own.entries()) tangents.set(input, (directions[at] as Tensor).clone());
  try {
    const results = withWatchedKernels(tangents, () =>
      withFusedKernels(
        (kernelName) => tangentRules.has(kernelName),
        () => compute(own),
      ),
    );
    const made = tidy(() => results.map((result) => tangents.of(result)?.clone() ?? zerosLike(result)));
    dispose(results);
    if (tangents.missing === null) return made;
    dispose(made);
    throw new MissingTangentRule(tangents.missing);
  } finally {
    tangents.dispose();
    dispose(own);
  }
}

/** By the memory that a tensor stands for, how it changes when the inputs move; what is not in it does not change. */
class Tangents {
  readonly #known = new Map<object, Tensor>();
  /** A kernel without a rule. The computation goes on, since a tape that breaks off leaves its tensors behind. */
  missing: string | null = null;

  has({ dataId }: Tensor): boolean {
    return this.#known.has(dataId);
  }

  /** In the tensor's own shape: others may look at the same memory. */
  of({ dataId, shape }: Tensor): Tensor | undefined {
    const known = this.#known.get(dataId);
    return known && reshape(known, shape);
  }

  /** Takes the tangent over. */
  set({ dataId }: Tensor, tangent: Tensor): void {
    this.#known.set(dataId, keep(tangent));
  }

  forget({ dataId }: Tensor): void {
    const known = this.#known.get(dataId);
    this.#known.delete(dataId);
    known?.dispose();
  }

  dispose(): void {
    dispose([...this.#known.values()]);
  }
}

/** Kernels and disposals go through two methods of the engine, which are ours meanwhile. */
function withWatchedKernels<Result>(tangents: Tangents, run: () => Result): Result {
  const running = engine();
  const { runKernel, disposeTensor } = running;
  let isWatching = true;
  const follow = (ran: Omit<RanKernel, "tangents">) => {
    isWatching = false;
    // The tape notes no kernel that another kernel runs: rules are no part of what is differentiated.
    running.state.kernelDepth++;
    try {
      followKernel(tangents, ran);
    } finally {
      running.state.kernelDepth--;
      isWatching = true;
    }
  };
  running.runKernel = ((kernelName, inputs, attributes = {}) => {
    const made = runKernel.call(running, kernelName, inputs, attributes) as Tensor | Tensor[];
    if (isWatching) follow({ kernelName, inputs, attributes, outputs: Array.isArray(made) ? made : [made] });
    return made;
  }) as typeof runKernel;
  running.disposeTensor = (tensor) => {
    disposeTensor.call(running, tensor);
    if (!running.state.tensorInfo.has(tensor.dataId)) tangents.forget(tensor);
  };
  try {
    return run();
  } finally {
    Object.assign(running, { runKernel, disposeTensor });
  }
}

function followKernel(tangents: Tangents, ran: Omit<RanKernel, "tangents">): void {
  // An input may be left out: a fused product has no bias.
  const moved = Object.entries(ran.inputs).filter(([, input]) => input != null && tangents.has(input));
  // What is but another name for the same memory has its tangent.
  const isNew = ran.outputs.some((output) => output.dtype === "float32" && !tangents.has(output));
  if (moved.length === 0 || !isNew) return;
  const rule = tangentRules.get(ran.kernelName);
  const made = tidy(() => {
    const known = Object.fromEntries(moved.map(([name, input]) => [name, tangents.of(input) as Tensor]));
    return rule?.({ ...ran, tangents: known })?.map((tangent) => tangent?.clone());
  });
  if (made === undefined) {
    tangents.missing ??= ran.kernelName;
    return;
  }
  made.forEach((tangent, at) => {
    if (tangent) tangents.set(ran.outputs[at] as Tensor, tangent);
  });
}
