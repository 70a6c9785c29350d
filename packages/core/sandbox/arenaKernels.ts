import { engine, getBackend, getKernel, type Tensor, type Tensor1D } from "@tensorflow/tfjs";

type Inputs = Parameters<ReturnType<typeof engine>["runKernel"]>[1];
type Attributes = Parameters<ReturnType<typeof engine>["runKernel"]>[2];

// Kernels that a backend may have beside tfjs's own. Each function gives null where the current one has not; results are
// the caller's, as those of any operation.

const has = (kernelName: string): boolean => getKernel(kernelName, getBackend()) !== undefined;
const run = (kernelName: string, inputs: unknown, attributes: object) =>
  engine().runKernel(kernelName, inputs as Inputs, attributes as Attributes) as unknown;

/** All leaves in one new tensor, in order. */
export const flattenLeaves = (leaves: readonly Tensor[]): Tensor1D | null =>
  has("FlattenLeaves") ? (run("FlattenLeaves", leaves, {}) as Tensor1D) : null;

/** The leaves of a flat tensor as views of its memory, which lives as long as any of them. */
export const leafViews = (flat: Tensor1D, shapes: readonly (readonly number[])[]): Tensor[] | null =>
  has("LeafViews") ? (run("LeafViews", { flat }, { shapes }) as Tensor[]) : null;

/** decay·average + (1 − decay)·value for equal shapes. */
export const fusedEma = (average: Tensor, value: Tensor, decay: number): Tensor | null =>
  has("Ema") ? (run("Ema", { average, value }, { decay }) as Tensor) : null;

/** a + factor·b for equal shapes. */
export const fusedAddScaled = (a: Tensor, b: Tensor, factor: number): Tensor | null =>
  has("AddScaled") ? (run("AddScaled", { a, b }, { factor }) as Tensor) : null;

/** Whether element-wise operations can be one loop together. */
export const hasFormulas = (): boolean => has("Formula");

/** A formula's results: one tensor [size] each, of inputs [size] and of one number. */
export const runFormula = (inputs: readonly Tensor[], attributes: object): Tensor[] =>
  run("Formula", inputs, attributes) as Tensor[];
