import { atOnce, waitingOperations } from "@steepest/core/sandbox/operationPrices.ts";
import {
  binaryOperations,
  reductions,
  unaryOperations,
} from "@steepest/core/submission/guest/operationNames.ts";

type Shape = readonly number[];
type Shapes = readonly Shape[];

/** One measurement of a host function: a call, as a submission writes it, on parameters of these shapes. */
export interface GridPoint {
  /** The price that it tells, by its name in the list. */
  readonly price: string;
  readonly shapes: Shapes;
  /** Further trees, as an object made from `params`; the call finds them in `state`. */
  readonly setup: string;
  /** `x` are the parameters, `s` the module `steepest`. */
  readonly call: string;
}

const times = (count: number, shape: Shape): Shapes => Array.from({ length: count }, () => shape);
const vectors: readonly Shapes[] = [1, 64, 1024, 8192, 32_768, 131_072, 524_288, 2_097_152].map((n) => [[n]]);
const trees: readonly Shapes[] = [times(8, [64]), times(32, [16, 64]), times(100, [64, 64]), times(300, [4])];
const either = [...vectors, ...trees];
const matrices: readonly Shapes[] = [
  ...[
    [1, 1],
    [64, 64],
    [512, 16],
    [16, 512],
    [512, 512],
    [1024, 1024],
    [16_384, 4],
    [1024, 2],
  ].map((shape) => [shape]),
  times(16, [64, 32]),
  times(64, [16, 16]),
];
const squares: readonly Shapes[] = [...[1, 8, 32, 96, 192, 320].map((n) => [[n, n]]), times(12, [24, 24])];

const at = (price: string, shapes: readonly Shapes[], call: string, setup = "{}"): GridPoint[] =>
  shapes.map((each) => ({ price, shapes: each, call, setup }));

const second = "{ y: s.addScaled(params, params, 0.5) }";
const column = "{ y: s.maxAxis(params, -1) }";
const one = (name: string) => name[0]?.toUpperCase() + name.slice(1);

/** Factors of products as training has them: square, tall, flat, with few columns. */
const products: readonly Shapes[] = [
  ...[
    [1, 1],
    [32, 32],
    [128, 128],
    [512, 512],
    [784, 128],
    [16, 1024],
    [1024, 16],
    [128, 10],
    [2048, 64],
  ].map((shape) => [shape]),
  times(24, [64, 64]),
];
const [left, right] = ["transposeLeft: true", "transposeRight: true"];
/** x is [m, n]: xᵀx and xxᵀ as they are, and x times its transpose that lies ready. */
const matmuls: GridPoint[] = [
  ...at("matmul.nn", products, "s.matmul(x, state.y)", "{ y: s.transpose(params) }"),
  ...at("matmul.nn", products, "s.matmul(state.y, x)", "{ y: s.transpose(params) }"),
  ...at("matmul.nt", products, `s.matmul(x, x, { ${right} })`),
  ...at("matmul.nt", products, `s.matmul(state.y, state.y, { ${right} })`, "{ y: s.transpose(params) }"),
  ...at("matmul.tn", products, `s.matmul(x, x, { ${left} })`),
  ...at("matmul.tn", products, `s.matmul(state.y, state.y, { ${left} })`, "{ y: s.transpose(params) }"),
  ...at("matmul.tt", products, `s.matmul(x, state.y, { ${left}, ${right} })`, "{ y: s.transpose(params) }"),
];

/** Symmetric and positive definite, with distinct eigenvalues. */
const gram =
  "{ y: s.addScaled(s.matmul(params, params, { transposeRight: true }), s.onesLike(s.matmul(params, params, { transposeRight: true })), 0.01) }";

/** What waits is done when an operation of another kind asks for it. */
const done = (formula: string) => `s.renumbered(${formula})`;
/** An operation of a formula so often that its own price shows beside the way through memory. */
const often = (of: (inner: string) => string) => done(of(of(of(of("x")))));
const several =
  "{ y: s.addScaled(params, params, 0.5), z: s.addScaled(params, params, 0.3), w: s.addScaled(params, params, 0.1) }";
const loops: GridPoint[] = [
  ...at("loop", vectors, done("s.neg(x)")),
  ...at("loop", vectors, done("s.mul(x, state.y)"), several),
  ...at("loop", vectors, done("s.add(s.mul(s.sub(s.mul(x, 0.9), 0.1), 1.1), 0.2)")),
  ...at("loop", vectors, done("s.add(s.mul(x, state.y), s.mul(state.z, state.w))"), several),
  ...at(
    "loop",
    vectors,
    done(
      "s.sub(s.mul(s.add(s.mul(x, state.y), state.z), s.sub(state.w, state.y)), s.mul(s.add(x, state.z), 0.5))",
    ),
    several,
  ),
  ...waitingOperations
    .filter((name) => unaryOperations.some((unary) => unary === name))
    .flatMap((name) =>
      at(
        `line.${name}`,
        vectors,
        often((inner) => `s.${name}(${inner})`),
      ),
    ),
  ...waitingOperations
    .filter((name) => binaryOperations.some((binary) => binary === name))
    .flatMap((name) =>
      at(
        `line.${name}`,
        vectors,
        often((inner) => `s.${name}(${inner}, state.y)`),
        second,
      ),
    ),
  ...["ema", "addScaled"].flatMap((name) =>
    at(
      `line.${name}`,
      vectors,
      often((inner) => `s.${name}(${inner}, state.y, 0.9)`),
      second,
    ),
  ),
  // Each time other operations than ever before, twice: the first time they are done one by one, the second time compiled.
  ...[4, 12].flatMap((lines) =>
    at(
      "newLoop",
      [[[64]], [[8192]], [[131_072]]],
      `for (let twice = 0; twice < 2; twice++) {
        if (twice === 0) state.k = (state.k ?? 0) + 1;
        let f = x;
        for (let i = 0, k = state.k; i < ${lines}; i++, k = Math.floor(k / 7)) {
          f = [s.add, s.sub, s.mul, s.maximum, s.minimum, (a) => s.neg(a), (a) => s.abs(a)][k % 7](f, state.y);
        }
        ${done("f")};
      }`,
      second,
    ),
  ),
];

/** Every host function of the contract, from one number to two million. */
export const operationGrid: readonly GridPoint[] = [
  ...at("call", [[[4]]], "x.leaves"),
  ...at("wait", [[[4]]], "s.mul(x, state.y)", second),
  ...loops,
  ...at("transpose", matrices, "s.transpose(x)"),
  // Leaves that lie apart, put together; less the transposition that parted them.
  ...at(
    "flatten",
    [times(2, [512, 512]), times(8, [8, 8]), times(32, [16, 64]), times(100, [64, 64]), times(300, [2, 2])],
    "s.reshapeLeaves(s.transpose(x), ({ shape }) => [...shape])",
  ),
  ...atOnce(unaryOperations).flatMap((name) =>
    at(`unary.${name}`, either, `s.${name === "isFinite" ? "finite" : name}(x)`),
  ),
  ...atOnce(binaryOperations).flatMap((name) => [
    ...at(`binary.${name}`, either, `s.${name}(x, state.y)`, second),
    ...at(`constant.${name}`, either, `s.${name}(x, 1.3)`),
  ]),
  ...at("quickPower", either, "s.pow(x, 1.5)"),
  ...at("quickPower", vectors, "s.pow(x, -0.5)"),
  ...binaryOperations.flatMap((name) =>
    at(`broadcast.${name}`, matrices.slice(1), `s.${name}(x, state.y)`, column),
  ),
  ...["ema", "addScaled"].flatMap((name) =>
    at(`broadcast.${name}`, matrices.slice(1), `s.${name}(x, state.y, 0.9)`, column),
  ),
  ...reductions.flatMap((name) => [
    ...at(`reduceLeaves.${name}`, either, `s.leaf${one(name)}(x)`),
    ...at(`reduceAll.${name}`, either, `s.global${one(name)}(x)`),
    ...at(`reduceLastAxis.${name}`, matrices, `s.${name}Axis(x, -1)`),
    ...at(`reduceOtherAxis.${name}`, matrices, `s.${name}Axis(x, 0)`),
  ]),
  ...matmuls,
  ...at("where", either, "s.where(state.y, x, x)", "{ y: s.greater(params, 1) }"),
  ...at("dot", either, "s.dot(x, state.y)", second),
  ...at("reshape", matrices, "s.reshape(x, [-1])"),
  ...at("reshapeLeaves", either, "s.reshapeLeaves(x, ({ shape }) => [...shape])"),
  ...at("renumberLeaves", either, "s.renumbered(x)"),
  ...at("leafScalars", trees, "s.leafScalars(x, () => 2)"),
  ...at("upperTriangle", matrices, "s.upperTriangle(x)"),
  ...["normal", "uniform", "rademacher"].flatMap((name) =>
    at(
      `random.${name}`,
      either.filter((each) => each[0]?.[0] !== 2_097_152),
      `ctx.rng.${name}(x)`,
    ),
  ),
  ...at("randomNumber", [[[4]]], "ctx.rng.number()"),
  ...at("largest", matrices, "s.largest(x, 4)"),
  ...at("largest", matrices, "s.largest(x, 2)"),
  ...at("largest", [[[64, 256]], [[1, 8192]], [[1, 65_536]]], "s.largest(x, 100)"),
  ...at("descendingOrder", [[[4]], [[32]], [[128]], [[512]], times(12, [24])], "s.descendingOrder(x)"),
  ...at("leafQuantile", [...vectors.slice(0, 6), ...trees], "s.leafQuantile(x, 0.5)"),
  ...at("leafQuantile", vectors.slice(0, 6), "s.leafQuantile(x, 0.99)"),
  ...at("toRows", either, "s.toRows(x, 256)"),
  ...at("fromRows", either, "s.fromRows(state.y, x)", "{ y: s.toRows(params, 256) }"),
  ...at("bucketOf", either, "s.bucketOf(x, state.y)", "{ y: s.constant([0.25, 0.5, 0.75, 1, 1.25], [5]) }"),
  ...at(
    "bucketOf",
    vectors,
    "s.bucketOf(x, state.y)",
    "{ y: s.constant(Array.from({ length: 255 }, (_, i) => i / 128), [255]) }",
  ),
  ...at("lookUp", either, "s.lookUp(x, state.y)", "{ y: s.constant([0.25, 0.5, 0.75, 1, 1.25], [5]) }"),
  ...at("slice", vectors, "s.slice(x, [0], [-1])"),
  ...at("slice", matrices.slice(0, 6), "s.slice(x, [0, 0], [-1, 1])"),
  ...at("concat", vectors, "s.concat([x, x, x], 0)"),
  ...at("concat", matrices.slice(0, 6), "s.concat([x, x], 1)"),
  ...at("selectLeaves", [...vectors, ...trees.map((each) => each)], "s.leaf(x, 0)"),
  ...at("joinLeaves", either, "s.fromLeaves([x, x])"),
  ...at("fill", either, "s.zerosLike(x)"),
  ...at(
    "constant",
    vectors.slice(0, 6).map((each) => each),
    "s.constant(state.values ??= new Float32Array(x.leaves[0].shape[0]), x.leaves[0].shape)",
  ),
  ...at("reinitialize", either, "ctx.reinitialize()"),
  ...at("batch", [[[4]]], "s.next()"),
  ...at("batch", [[[4]]], "s.take(state.batch, new Int32Array(700))", "{ batch: s.next() }"),
  ...at("log", [[[4]]], "console.log('tell')"),
  ...at("log", [[[4]]], "console.log(state.y)", "{ y: 'tell'.repeat(500) }"),
  ...at("read", either, "await s.read(x)"),
  ...at("eigh", squares, "await s.eigh(state.y)", gram),
  ...at("symmetricPower", squares, "await s.symmetricPower(state.y, -0.25, { epsilon: 1e-6 })", gram),
  ...at("qr", [...squares, [[256, 32]], [[32, 256]]], "await s.qr(x)"),
  ...at("svd", [...squares.slice(0, 5), [[256, 32]], [[32, 256]]], "await s.svd(x)"),
  ...at("solveTriangular", squares, "await s.solveTriangular(s.upperTriangle(x), x)"),
  ...at(
    "solveTriangular",
    squares,
    "await s.solveTriangular(x, state.y)",
    "{ y: s.slice(params, [0, 0], [-1, 1]) }",
  ).filter(({ shapes }) => shapes.length === 1),
];
