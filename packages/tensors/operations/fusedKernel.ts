import { engine, getBackend, getKernel, type Tensor } from "@tensorflow/tfjs";

type Attributes = NonNullable<Parameters<ReturnType<typeof engine>["runKernel"]>[2]>;

let allowed: ((kernelName: string) => boolean) | null = null;

/** Whether the current backend has a kernel for all of an operation at once, and it may run. */
export function hasFusedKernel(kernelName: string): boolean {
  return getKernel(kernelName, getBackend()) !== undefined && (allowed === null || allowed(kernelName));
}

/** Runs something in which operations use those fused kernels alone that `isAllowed`, and the equal composition of tfjs's operations for the others. */
export function withFusedKernels<Result>(
  isAllowed: (kernelName: string) => boolean,
  run: () => Result,
): Result {
  const before = allowed;
  allowed = isAllowed;
  try {
    return run();
  } finally {
    allowed = before;
  }
}

/** Runs such a kernel; inputs that are undefined are left out. */
export function runFusedKernel(
  kernelName: string,
  inputs: Readonly<Record<string, Tensor | undefined>>,
  attributes: object = {},
): Tensor[] {
  const given: Record<string, Tensor> = {};
  for (const [name, tensor] of Object.entries(inputs)) if (tensor !== undefined) given[name] = tensor;
  const outputs: Tensor | Tensor[] = engine().runKernel(kernelName, given, attributes as Attributes);
  return Array.isArray(outputs) ? outputs : [outputs];
}
