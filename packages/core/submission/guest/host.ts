/** What the host gives the guest: functions of numbers only. Trees, batches and draws are integer handles. */
export interface Host {
  unary(operation: number, tree: number): number;
  binary(operation: number, left: number, right: number): number;
  /** `constantFirst` is 1 for `constant ∘ tree`, 0 for `tree ∘ constant`. */
  binaryConstant(operation: number, tree: number, constant: number, constantFirst: number): number;
  where(condition: number, whenTrue: number, whenFalse: number): number;
  ema(average: number, value: number, decay: number): number;
  addScaled(left: number, right: number, factor: number): number;
  reduceLeaves(reduction: number, tree: number): number;
  reduceAll(reduction: number, tree: number): number;
  reduceAxis(reduction: number, tree: number, axis: number): number;
  dot(left: number, right: number): number;
  matmul(left: number, right: number, transposeLeft: number, transposeRight: number): number;
  transpose(tree: number): number;
  reshape(tree: number, shape: string): number;
  /** Every leaf in its own shape (`shapes` is a list of lists), of the kind and at the place of its counterpart in `like`. */
  reshapeLeaves(tree: number, like: number, shapes: string): number;
  /** The leaves' places become those in this tree. */
  renumberLeaves(tree: number): number;
  upperTriangle(tree: number): number;
  /** One scalar for each leaf of `like`. */
  leafScalars(like: number, values: ArrayBuffer): number;
  largest(tree: number, count: number): number;
  descendingOrder(tree: number): number;
  leafQuantile(tree: number, q: number): number;
  toRows(tree: number, length: number): number;
  fromRows(rows: number, like: number): number;
  bucketOf(tree: number, bounds: number): number;
  lookUp(tree: number, values: number): number;
  slice(tree: number, begin: string, size: string): number;
  concat(trees: string, axis: number): number;
  /** The leaves at `indices` (JSON), in that order, with their places remembered. */
  selectLeaves(tree: number, indices: string): number;
  /** Joins trees; `order` is `given` or `place`. */
  joinLeaves(trees: string, byPlace: number): number;
  fill(like: number, value: number): number;
  scalar(value: number): number;
  constant(values: ArrayBuffer, shape: string): number;
  random(distribution: number, like: number): number;
  randomNumber(): number;
  /** Place of the tree's structure in a list that only grows; its leaves are told once by `structureLeaves`. */
  structureOf(tree: number): number;
  structureLeaves(structure: number): string;
  /** Gives the loss; the two handles after it are the gradients and the new model state. */
  lossAndGrad(parameters: number, modelState: number, batch: number, options: string): number;
  /** `kind` is one of `lossKinds`; the model state, if asked for, is the handle after the loss's. */
  loss(parameters: number, modelState: number, batch: number, options: string, kind: number): number;
  /** The Hessian of the mean loss times the tree `vector`. */
  hvp(parameters: number, modelState: number, batch: number, options: string, vector: number): number;
  reinitialize(): number;
  /** What arrives of a message in one of the `encodings`; its bytes are counted. */
  send(tree: number, encoding: number): number;
  /** Notes how many workers are simulated, and how many steps old their gradients are. */
  noteParallel(workers: number, delay: number): number;
  /** Begins the branch `place` of `count` side by side and ends the one before; `count` itself ends the last. `mode` is one of `branchModes`. */
  branch(place: number, count: number, mode: number): number;
  /** What the submission states of its privacy. */
  notePrivacy(epsilon: number, delta: number): number;
  nextBatch(): number;
  batchSize(batch: number): number;
  takeBatch(batch: number, indices: ArrayBuffer): number;
  concatBatches(batches: string): number;
  elapsed(): number;
  read(tree: number): Promise<ArrayBuffer>;
  /** Gives the first result; the others are the handles after it. `other` is `tree` again where there is no second argument. */
  matrixFunction(
    operation: number,
    tree: number,
    other: number,
    firstSetting: number,
    secondSetting: number,
  ): Promise<number>;
  log(level: string, line: string): number;
  /** Keeps a tree or batch that the state refers to until the end of the next call. */
  keep(handle: number): number;
  /** Hands results over: role 0 parameters, 1 model state, 2 batch, 3 evaluation parameters, 4 evaluation model state. */
  give(role: number, handle: number): number;
  /** Why the last call returned a negative number. */
  lastError(): string;
}

declare global {
  var __steepestHost: Host | undefined;
}

const given = globalThis.__steepestHost;
if (!given) throw new Error("the module `steepest` runs inside a Steepest sandbox only");
/** Taken off the global object before any submission code loads, so only this module's functions reach the host. */
delete (globalThis as { __steepestHost?: Host | undefined }).__steepestHost;
export const host: Host = given;

/**
 * Turns the host's refusal into an exception that carries the guest's own stack. −2 means that a limit was passed: then it
 * waits for the interrupt that ends the guest, because an exception could be caught.
 */
export function checked(handle: number): number {
  if (handle === -2) for (;;);
  if (handle < 0) throw new Error(host.lastError());
  return handle;
}
