import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import * as tf from "@tensorflow/tfjs";
import { fusedAddScaled, fusedEma } from "../../sandbox/arenaKernels.ts";
import { createTreeOperations } from "../../sandbox/treeOperations.ts";
import { StructureTable, sizeOf } from "../../sandbox/treeStructure.ts";
import { TreeValue } from "../../sandbox/treeValue.ts";
import {
  type BinaryOperation,
  binaryOperations,
  type UnaryOperation,
  unaryOperations,
} from "../../submission/guest/operationNames.ts";
import { wallClock } from "../clock.ts";

export interface TreeUpdateRow {
  readonly leaves: number;
  readonly numbers: number;
  /** Median milliseconds of one AdamW update through trees: gradient leaves joined, new parameters handed out as leaves. */
  readonly treeMilliseconds: number;
  /** The same arithmetic on one flat tensor, with the same kernels. */
  readonly flatMilliseconds: number;
  /** tfjs's operations leaf by leaf. */
  readonly leafMilliseconds: number;
  /** Medians of the ratios of neighbouring blocks: steady on a noisy machine. */
  readonly treeByFlat: number;
  readonly leafByTree: number;
}

/** Six layers of a small transformer: 60 leaves, 0.4 million numbers. */
const width = 72;
const layer = [
  ...[[width], [width], [width, 3 * width], [3 * width], [width, width]],
  ...[[width], [width], [width, 4 * width], [4 * width, width], [width]],
];
const shapes: readonly (readonly number[])[] = Array.from({ length: 6 }, () => layer).flat();

const [beta1, beta2, eps, decay, rate] = [0.9, 0.999, 1e-8, 0.01, 1e-3];

interface Moments<Value> {
  readonly parameters: Value;
  readonly m: Value;
  readonly v: Value;
}

const random = (seed: number): tf.Tensor[] =>
  shapes.map((shape, i) => tf.tensor(normal([seed, i], sizeOf(shape)), [...shape]));

/** One side of the comparison: keeps its own state and takes a step when asked. */
interface Side {
  /** Not timed: a gradient to be used up, where the side owns what it is given. */
  readonly prepare?: () => void;
  readonly step: () => void;
  readonly dispose: () => void;
}

function throughTrees(gradient: readonly tf.Tensor[]): Side {
  const structures = new StructureTable();
  const operations = createTreeOperations(structures, () => {});
  const structure = structures.intern(shapes.map((shape, index) => ({ index, kind: "weight", shape })));
  const tree = (leaves: readonly tf.Tensor[]) => TreeValue.fromLeaves(structure, leaves);
  const unary = (name: UnaryOperation, a: TreeValue) => operations.unary(unaryOperations.indexOf(name), a);
  const binary = (name: BinaryOperation, a: TreeValue, b: TreeValue) =>
    operations.binary(binaryOperations.indexOf(name), a, b);
  const constant = (name: BinaryOperation, a: TreeValue, value: number) =>
    operations.binaryConstant(binaryOperations.indexOf(name), a, value, false);
  const zeros = () => operations.fill(state.parameters, 0);
  let state: Moments<TreeValue> = { parameters: tree(random(1)) } as Moments<TreeValue>;
  state = { ...state, m: zeros(), v: zeros() };
  let k = 0;
  let given: readonly tf.Tensor[] = [];
  return {
    prepare() {
      given = gradient.map((leaf) => leaf.clone());
    },
    step() {
      k += 1;
      const g = tree(given);
      const c = Math.sqrt(1 - beta2 ** k);
      const made: TreeValue[] = [g];
      const temporary = (value: TreeValue): TreeValue => {
        made.push(value);
        return value;
      };
      const m = operations.ema(state.m, g, beta1);
      const v = operations.ema(state.v, temporary(unary("square", g)), beta2);
      const root = temporary(constant("add", temporary(unary("sqrt", v)), eps * c));
      const ratio = temporary(binary("div", m, root));
      const scaled = temporary(constant("mul", ratio, c / (1 - beta1 ** k)));
      const decayed = temporary(operations.addScaled(scaled, state.parameters, decay));
      const parameters = binary("add", state.parameters, temporary(constant("mul", decayed, -rate)));
      // As at the end of a call: what lives on is computed while what it is made of is there.
      operations.formulas.settle([parameters, m, v]);
      for (const value of [...made, state.m, state.v, state.parameters]) value.dispose();
      state = { parameters, m, v };
      // What the next gradient is taken at.
      parameters.leaves();
    },
    dispose() {
      for (const value of Object.values(state)) value.dispose();
    },
  };
}

type Combine = (a: tf.Tensor, b: tf.Tensor, factor: number) => tf.Tensor;
const composedEma: Combine = (a, b, factor) => tf.add(tf.mul(a, factor), tf.mul(b, 1 - factor));
const composedAddScaled: Combine = (a, b, factor) => tf.add(a, tf.mul(b, factor));

function adamW(
  { parameters, m, v }: Moments<tf.Tensor>,
  g: tf.Tensor,
  k: number,
  ema: Combine,
  addScaled: Combine,
): Moments<tf.Tensor> {
  return tf.tidy(() => {
    const c = Math.sqrt(1 - beta2 ** k);
    const newM = ema(m, g, beta1);
    const newV = ema(v, tf.square(g), beta2);
    const scaled = tf.mul(tf.div(newM, tf.add(tf.sqrt(newV), eps * c)), c / (1 - beta1 ** k));
    const decayed = addScaled(scaled, parameters, decay);
    return { parameters: tf.add(parameters, tf.mul(decayed, -rate)), m: newM, v: newV };
  });
}

function onTensors(gradient: readonly tf.Tensor[], ema: Combine, addScaled: Combine): Side {
  let states = gradient.map((g, i): Moments<tf.Tensor> => {
    const parameters = tf.tensor(normal([1, i], g.size), g.shape);
    return { parameters, m: tf.zerosLike(g), v: tf.zerosLike(g) };
  });
  let k = 0;
  return {
    step() {
      k += 1;
      states = states.map((state, i) => {
        const next = adamW(state, gradient[i] as tf.Tensor, k, ema, addScaled);
        tf.dispose({ ...state });
        return next;
      });
    },
    dispose: () => tf.dispose(states.map((state) => ({ ...state }))),
  };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/** Milliseconds a step of two sides, in blocks that alternate. */
function alternate(one: Side, other: Side, blocks: number): readonly [number[], number[]] {
  const times: [number[], number[]] = [[], []];
  for (let block = -5; block < blocks; block++) {
    for (const [i, side] of [one, other].entries()) {
      side.prepare?.();
      const start = wallClock.wall();
      side.step();
      const milliseconds = (wallClock.wall() - start) * 1000;
      if (block >= 0) times[i]?.push(milliseconds);
    }
  }
  return times;
}

/** Alternates steps on the current backend: trees with the flat tensor, then trees with leaf by leaf. */
export function measureTreeUpdate({ blocks = 101 } = {}): TreeUpdateRow {
  const gradient = random(2);
  const numbers = gradient.reduce((sum, leaf) => sum + leaf.size, 0);
  const flatGradient = tf.tensor1d(normal(keyFromSeed(3), numbers));
  const trees = throughTrees(gradient);
  const flat = onTensors(
    [flatGradient],
    (a, b, factor) => fusedEma(a, b, factor) ?? composedEma(a, b, factor),
    (a, b, factor) => fusedAddScaled(a, b, factor) ?? composedAddScaled(a, b, factor),
  );
  const leafByLeaf = onTensors(gradient, composedEma, composedAddScaled);
  const [tree, onFlat] = alternate(trees, flat, blocks);
  const [treeAgain, onLeaves] = alternate(trees, leafByLeaf, Math.ceil(blocks / 4));
  for (const side of [trees, flat, leafByLeaf]) side.dispose();
  tf.dispose([...gradient, flatGradient]);
  return {
    leaves: shapes.length,
    numbers,
    treeMilliseconds: median(tree),
    flatMilliseconds: median(onFlat),
    leafMilliseconds: median(onLeaves),
    treeByFlat: median(tree.map((milliseconds, i) => milliseconds / (onFlat[i] as number))),
    leafByTree: median(onLeaves.map((milliseconds, i) => milliseconds / (treeAgain[i] as number))),
  };
}
