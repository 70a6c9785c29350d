import { keep, reshape, scalar, type Tensor, type Tensor1D, tidy } from "@tensorflow/tfjs";
import type { BinaryOperation, UnaryOperation } from "../submission/guest/operationNames.ts";
import { hasFormulas, runFormula } from "./arenaKernels.ts";
import { addScaledKernel, binaryKernels, emaKernel, unaryKernels } from "./elementwiseOperations.ts";
import { waitingOperations } from "./operationPrices.ts";
import type { TreeStructure } from "./treeStructure.ts";
import { TreeValue } from "./treeValue.ts";

const waiting = new Set(waitingOperations);

/** An element-wise operation that is done when its result is needed. */
export interface TreeFormula {
  readonly operation: string;
  /** Trees of the result's shapes, trees of one number, and constants. */
  readonly operands: readonly (TreeValue | number)[];
  /** Operations down to trees that are there; those that are met twice count twice. */
  readonly weight: number;
  /** How many formulas there were before it. */
  readonly number: number;
  /** How many formulas ask for the result. */
  uses: number;
  /** Does it, of this tree and of what others have asked for on the way. */
  readonly compute: (tree: TreeValue) => void;
}

/** Most operations that one formula is made of, and that are done together. */
const [mostInOne, mostTogether] = [32, 64];
/** Formulas that are remembered as met before, fewer than a process keeps compiled. The longest unknown goes first. */
const mostRemembered = 128;

/** What a loop over trees does: all that its price depends on. */
export interface TreeLoop {
  /** Equal for equal loops over trees of any size. */
  readonly signature: string;
  /** Numbers of each tree. */
  readonly size: number;
  readonly isNew: boolean;
  /** The rest, which follows from the signature. */
  readonly work: () => LoopWork;
}

/** What a loop does with each number of its trees. */
export interface LoopWork {
  readonly operations: readonly string[];
  /** Trees that are read, those of one number apart, and trees that are written. */
  readonly trees: number;
  /** The same if each operation were a loop of its own: so it is done the first time. */
  readonly treesApart: number;
}

/** Told of each loop before it runs, and which of its formulas was made first. */
export type OnLoop = (loop: TreeLoop, oldest: () => number) => void;

/** A line of what is computed together: where its operands come from, as "i0", "c2" or "l1". */
interface Line {
  readonly tree: TreeValue;
  readonly formula: TreeFormula;
  readonly from: readonly string[];
}

/** What is computed together. */
interface Plan {
  readonly lines: readonly Line[];
  readonly inputs: readonly { readonly tree: TreeValue; readonly kind: "each" | "one" }[];
  readonly constants: readonly number[];
  readonly outputs: readonly number[];
}

/**
 * Element-wise operations of trees, put off until a result is needed: by an operation of another kind, by a reader, or because it outlives the
 * call. An optimizer's update is then one loop over parameters, gradient and moments in place of a dozen, with the same bits. A formula that is
 * met for the first time is done operation by operation; when it comes again it is worth compiling.
 */
export class TreeFormulas {
  #met = new Set<string>();
  /** How many formulas there were so far. */
  made = 0;
  readonly #onLoop: OnLoop;

  constructor(onLoop: OnLoop = () => {}) {
    this.#onLoop = onLoop;
  }

  /** Whether an operation can wait: where there is a number at all. */
  takes(operation: string, structure: TreeStructure): boolean {
    return waiting.has(operation) && structure.size > 0;
  }

  /** Signatures of what was met before, the longest unknown first: what is new, and dearer, depends on them. */
  get met(): readonly string[] {
    return [...this.#met];
  }

  set met(signatures: readonly string[]) {
    this.#met = new Set(signatures);
  }

  make(structure: TreeStructure, operation: string, operands: readonly (TreeValue | number)[]): TreeValue {
    let weight = 1;
    for (const operand of operands) {
      if (typeof operand === "number") continue;
      const { formula } = operand;
      if (formula === null) {
        // As an operation that does not wait: leaves are put together now.
        operand.flat();
      } else if (weight + formula.weight > mostInOne) operand.flat();
      else {
        weight += formula.weight;
        formula.uses++;
      }
    }
    const compute = (tree: TreeValue) => this.#compute([tree], true);
    const number = this.made++;
    return TreeValue.fromFormula(structure, { operation, operands, weight, number, uses: 0, compute });
  }

  /** Computes those of the trees that wait. */
  settle(trees: readonly TreeValue[]): void {
    const bySize = Map.groupBy(
      trees.filter(({ formula }) => formula !== null),
      ({ structure }) => structure.size,
    );
    for (const waiting of bySize.values()) {
      let [together, weight]: [TreeValue[], number] = [[], 0];
      for (const tree of waiting) {
        const own = tree.formula?.weight ?? 0;
        if (weight + own > mostTogether) {
          this.#compute(together, false);
          [together, weight] = [[], 0];
        }
        together.push(tree);
        weight += own;
      }
      this.#compute(together, false);
    }
  }

  /** With `shared`, also what more than one formula asks for: nothing is computed more than twice. */
  #compute(trees: readonly TreeValue[], shared: boolean): void {
    const asked = trees.filter(({ formula }) => formula !== null);
    if (asked.length === 0) return;
    const plan = planOf(asked, shared);
    const signature = signatureOf(plan);
    const isNew = !this.#met.has(signature);
    const { size } = (asked[0] as TreeValue).structure;
    const oldest = () => Math.min(...plan.lines.map(({ formula }) => formula.number));
    this.#onLoop({ signature, size, isNew, work: () => workOf(plan) }, oldest);
    const made = isNew || !hasFormulas() ? oneByOne(plan) : fused(plan, signature);
    this.#met.delete(signature);
    this.#met.add(signature);
    for (const oldest of this.#met) {
      if (this.#met.size <= mostRemembered) break;
      this.#met.delete(oldest);
    }
    for (const [at, line] of plan.outputs.entries()) {
      (plan.lines[line] as Line).tree.settle(keep(made[at] as Tensor1D));
    }
  }
}

function planOf(trees: readonly TreeValue[], shared: boolean): Plan {
  const lines: Line[] = [];
  const inputs: { tree: TreeValue; kind: "each" | "one" }[] = [];
  const constants: number[] = [];
  const known = new Map<TreeValue, string>();
  const size = (trees[0] as TreeValue).structure.size;
  const place = (operand: TreeValue | number): string => {
    if (typeof operand === "number") return `c${constants.push(operand) - 1}`;
    const before = known.get(operand);
    if (before !== undefined) return before;
    const { formula, structure } = operand;
    // A formula of one number that goes with many is another loop.
    const isLine = formula !== null && structure.size === size;
    const found = isLine
      ? lineOf(operand, formula)
      : `i${inputs.push({ tree: operand, kind: structure.size === size ? "each" : "one" }) - 1}`;
    known.set(operand, found);
    return found;
  };
  const lineOf = (tree: TreeValue, formula: TreeFormula): string => {
    const from = formula.operands.map(place);
    return `l${lines.push({ tree, formula, from }) - 1}`;
  };
  for (const tree of trees) place(tree);
  const wanted = new Set(trees);
  const outputs = [...lines.keys()].filter((at) => {
    const { tree, formula } = lines[at] as Line;
    return wanted.has(tree) || (shared && formula.uses > 1);
  });
  return { lines, inputs, constants, outputs };
}

const signatureOf = ({ lines, inputs, outputs }: Plan): string =>
  `${inputs.map(({ kind }) => kind)} ${lines.map(({ formula, from }) => `${formula.operation}(${from})`)} ${outputs}`;

function workOf({ lines, inputs, outputs }: Plan): LoopWork {
  const isTree = (from: string) =>
    from.startsWith("l") || (from.startsWith("i") && inputs[Number(from.slice(1))]?.kind === "each");
  return {
    operations: lines.map(({ formula }) => formula.operation),
    trees: inputs.filter(({ kind }) => kind === "each").length + outputs.length,
    treesApart: lines.reduce((sum, { from }) => sum + from.filter(isTree).length + 1, 0),
  };
}

/** The numbers of a tree as an operand; those of a formula of another size are computed first. */
const numbersOf = ({ tree }: { readonly tree: TreeValue }): Tensor1D => tree.flat();

function fused({ lines, inputs, constants, outputs }: Plan, signature: string): Tensor[] {
  const formula = {
    inputs: inputs.map(({ kind }) => kind),
    constants: constants.length,
    lines: lines.map(({ formula: { operation }, from }) => ({ operation, operands: from.map(operandOf) })),
    outputs,
  };
  return runFormula(inputs.map(numbersOf), { formula, constants, signature });
}

const kinds: Readonly<Record<string, "input" | "constant" | "line">> = {
  i: "input",
  c: "constant",
  l: "line",
};
const operandOf = (from: string) => ({
  from: kinds[from[0] as string] as "input" | "constant" | "line",
  at: Number(from.slice(1)),
});

/** The same by a kernel for every operation. */
function oneByOne({ lines, inputs, constants, outputs }: Plan): Tensor[] {
  const tensors = inputs.map(numbersOf);
  return tidy(() => {
    const results: Tensor[] = [];
    const tensorOf = (from: string): Tensor => {
      const at = Number(from.slice(1));
      if (from.startsWith("c")) return scalar(constants[at] as number);
      if (from.startsWith("l")) return results[at] as Tensor;
      const tensor = tensors[at] as Tensor;
      return inputs[at]?.kind === "one" ? reshape(tensor, []) : tensor;
    };
    const constantOf = (from: string): number => constants[Number(from.slice(1))] as number;
    for (const { formula, from } of lines) {
      const [a, b, c] = from as [string, string, string];
      if (formula.operation === "ema") {
        results.push(emaKernel(tensorOf(a), tensorOf(b), constantOf(c)));
      } else if (formula.operation === "addScaled") {
        results.push(addScaledKernel(tensorOf(a), tensorOf(b), constantOf(c)));
      } else if (from.length === 1) {
        results.push(unaryKernels[formula.operation as UnaryOperation](tensorOf(a)));
      } else {
        results.push(binaryKernels[formula.operation as BinaryOperation](tensorOf(a), tensorOf(b)));
      }
    }
    return outputs.map((line) => results[line] as Tensor);
  });
}
