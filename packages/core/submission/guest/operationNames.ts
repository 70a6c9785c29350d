/**
 * Operations that act on every element of every leaf. Guest and host share this list: a call names an operation by its
 * place, because numbers cross the sandbox's border faster than strings.
 */
/** How a message goes to other workers: as it is (4 bytes an element), its elements that are not 0 with their places (8 bytes each), or a sign for each and a mean size for each leaf. */
export const encodings = ["float32", "sparse", "signs"] as const;

/** Draws of Hessian products that state none begin here, above all that a submission states; each product has its own. */
export const ownDraws = 2 ** 52;

/** What a pass without gradient gives: the mean loss, each example's, or the mean with the model state after the pass. */
export const lossKinds = { mean: 0, perExample: 1, withModelState: 2 } as const;

export const unaryOperations = [
  "neg",
  "abs",
  "sign",
  "square",
  "sqrt",
  "rsqrt",
  "reciprocal",
  "exp",
  "expm1",
  "log",
  "log1p",
  "tanh",
  "sigmoid",
  "sin",
  "cos",
  "floor",
  "ceil",
  "round",
  "isFinite",
] as const;
export type UnaryOperation = (typeof unaryOperations)[number];

export const binaryOperations = [
  "add",
  "sub",
  "mul",
  "div",
  "pow",
  "maximum",
  "minimum",
  "greater",
  "greaterEqual",
  "less",
  "lessEqual",
  "equal",
] as const;
export type BinaryOperation = (typeof binaryOperations)[number];

/** Reductions of a leaf to one number, or of some axis of it. */
export const reductions = ["sum", "mean", "max", "min", "norm"] as const;
export type Reduction = (typeof reductions)[number];

/** Functions of matrices that the host computes from the numbers themselves, so that the guest has to wait for them. */
export const matrixFunctions = ["eigh", "qr", "svd", "symmetricPower", "solveTriangular"] as const;
export type MatrixFunction = (typeof matrixFunctions)[number];

/**
 * What holds of branches side by side. `apart`: no branch may use what another made. `given`: so, and the first stands for the call's first gradient as well, whose results the others may not
 * use either. `ifApart`: as `given` where there is such a gradient; where a branch uses what it may not, all count as one after the other.
 */
export const branchModes = { apart: 0, given: 1, ifApart: 2 } as const;
