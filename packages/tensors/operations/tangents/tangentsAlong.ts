import { dispose, engine, keep, reshape, type Tensor, tidy, zerosLike } from "@tensorflow/tfjs";
import { withFusedKernels } from "../fusedKernel.ts";
import { tangentRules } from "./tangentRules.ts";

/** A model goes through a kernel of which nobody said how tangents go through it. */
export class MissingRule extends Error {
  constructor(kernelName: string) {
    super(
      `products with the Hessian do not go through the kernel ${kernelName}, which has no rule in packages/tensors/operations/tangents/tangentRules.ts`,
    );
    this.name = "MissingRule";
  }
}

/** By the memory that a tensor stands for, how it changes when the inputs move along their directions; what is not in it does not change. */
type Tangents = Map<object, Tensor>;

/**
 * How the results of `compute` change when `inputs` move along `directions`: forward-mode differentiation, kernel by kernel, through whatever runs, the way back of a gradient as well as the
 * way forward. Of a gradient it is the Hessian times the directions, exactly (Pearlmutter 1994, "Fast exact multiplication by the Hessian"). Operations whose fused kernels have no rule run as
 * compositions meanwhile. Throws where a kernel without a rule has to be gone through. `compute` hands its results over; the caller owns what is returned.
 */
export function tangentsAlong(
  inputs: readonly Tensor[],
  directions: readonly Tensor[],
  compute: () => Tensor[],
): Tensor[] {
  const tangents: Tangents = new Map();
  inputs.forEach(({ dataId }, at) => void tangents.set(dataId, keep((directions[at] as Tensor).clone())));
  try {
    const results = withWatchedKernels(tangents, () =>
      withFusedKernels((kernelName) => tangentRules.has(kernelName), compute),
    );
    const made = tidy(() =>
      results.map((result) => tangentOf(tangents, result)?.clone() ?? zerosLike(result)),
    );
    dispose(results);
    return made;
  } finally {
    dispose([...tangents.values()]);
  }
}

/** In the tensor's own shape: others may look at the same memory. */
function tangentOf(tangents: Tangents, { dataId, shape }: Tensor): Tensor | undefined {
  const known = tangents.get(dataId);
  return known && reshape(known, shape);
}

/** Kernels and disposals go through the engine's two methods, which are ours meanwhile. */
function withWatchedKernels<Result>(tangents: Tangents, run: () => Result): Result {
  const running = engine();
  const { runKernel, disposeTensor } = running;
  let isWatching = true;
  const follow = (
    kernelName: string,
    inputs: Record<string, Tensor>,
    attributes: object,
    outputs: Tensor[],
  ) => {
    isWatching = false;
    // The tape notes no kernel that another kernel runs: rules are no part of what is differentiated.
    running.state.kernelDepth++;
    try {
      followKernel(tangents, kernelName, inputs, attributes, outputs);
    } finally {
      running.state.kernelDepth--;
      isWatching = true;
    }
  };
  running.runKernel = ((kernelName, inputs, attributes) => {
    const made = runKernel.call(running, kernelName, inputs, attributes) as Tensor | Tensor[];
    if (isWatching)
      follow(kernelName, inputs as never, attributes ?? {}, Array.isArray(made) ? made : [made]);
    return made;
  }) as typeof runKernel;
  running.disposeTensor = (tensor) => {
    disposeTensor.call(running, tensor);
    if (running.state.tensorInfo.has(tensor.dataId)) return;
    const known = tangents.get(tensor.dataId);
    tangents.delete(tensor.dataId);
    known?.dispose();
  };
  try {
    return run();
  } finally {
    Object.assign(running, { runKernel, disposeTensor });
  }
}

function followKernel(
  tangents: Tangents,
  kernelName: string,
  inputs: Readonly<Record<string, Tensor>>,
  attributes: object,
  outputs: readonly Tensor[],
): void {
  const names = Object.keys(inputs);
  const carriers = new Set(names.filter((name) => tangents.has((inputs[name] as Tensor).dataId)));
  // What is but another name for the same memory has its tangent.
  const made = outputs.filter(({ dataId, dtype }) => dtype === "float32" && !tangents.has(dataId));
  if (carriers.size === 0 || made.length === 0) return;
  const rule = tangentRules.get(kernelName);
  if (rule === undefined) {
    throw new MissingRule(kernelName);
  }
  const found = tidy(() =>
    rule({
      kernelName,
      inputs,
      attributes,
      outputs,
      tangents: Object.fromEntries(
        [...carriers].map((name) => [name, tangentOf(tangents, inputs[name] as Tensor) as Tensor]),
      ),
    }).map((tangent) => tangent && keep(tangent.clone())),
  );
  found.forEach((tangent, at) => {
    if (tangent) tangents.set((outputs[at] as Tensor).dataId, tangent);
  });
}
