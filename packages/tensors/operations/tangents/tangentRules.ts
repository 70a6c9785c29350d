import {
  add,
  broadcastTo,
  cast,
  div,
  engine,
  equal,
  expandDims,
  fill,
  getGradient,
  greater,
  greaterEqual,
  log,
  logicalNot,
  mul,
  neg,
  onesLike,
  reshape,
  sub,
  sum,
  type Tensor,
  util,
  where,
  zerosLike,
} from "@tensorflow/tfjs";
import { runFusedKernel } from "../fusedKernel.ts";
import { maxPoolTangent } from "./maxPoolTangent.ts";

/** A kernel that has run on something of which tangents are known. */
export interface RanKernel {
  readonly kernelName: string;
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly attributes: object;
  readonly outputs: readonly Tensor[];
  /** Of the inputs that have any, by their names, in the inputs' shapes. */
  readonly tangents: Readonly<Record<string, Tensor>>;
}

/** Gives the tangent of every output, undefined where it stays as it is; undefined where there is no rule for a kernel with these attributes. */
type TangentRule = (ran: RanKernel) => (Tensor | undefined)[] | undefined;

/** The kernel once more, with other tensors in the place of these inputs. */
function again(
  { kernelName, inputs, attributes }: RanKernel,
  replaced: Readonly<Record<string, Tensor>>,
): Tensor[] {
  const given = { ...inputs, ...replaced };
  const listed = Array.isArray(inputs) ? (Object.values(given) as unknown as typeof given) : given;
  const made: Tensor | Tensor[] = engine().runKernel(kernelName, listed, attributes as never);
  return Array.isArray(made) ? made : [made];
}

/** Steps, comparisons, roundings: their derivative is zero wherever they have one. */
const constant: TangentRule = ({ outputs }) => outputs.map(() => undefined);

/** A kernel that is linear in these inputs together: itself, of their tangents. The others only say where and how. */
const linear =
  (...names: readonly string[]): TangentRule =>
  (ran) => {
    const { inputs, outputs, tangents } = ran;
    if (names.every((name) => tangents[name] === undefined)) return outputs.map(() => undefined);
    const moved = names.map((name) => [name, tangents[name] ?? zerosLike(inputs[name] as Tensor)]);
    return again(ran, Object.fromEntries(moved));
  };

/** A kernel that is linear in each of two inputs: the sum of what it makes of either's tangent with the other. */
const bilinear =
  (...names: readonly [string, string]): TangentRule =>
  (ran) => {
    const parts = names.flatMap((name) => {
      const tangent = ran.tangents[name];
      return tangent ? again(ran, { [name]: tangent }) : [];
    });
    return [parts.reduce((all, part) => add(all, part))];
  };

/** tfjs's kernels that add a bias to what is linear in each of two inputs. Inside a gradient it fuses no function of the sum with them. */
const withBias =
  (...names: readonly [string, string]): TangentRule =>
  (ran) => {
    if (!("activation" in ran.attributes) || ran.attributes.activation !== "linear") return undefined;
    const { bias, ...inputs } = ran.inputs;
    const term = (name: string) => (t: Tensor) => again({ ...ran, inputs }, { [name]: t })[0] as Tensor;
    return sumOfTerms(ran, { [names[0]]: term(names[0]), [names[1]]: term(names[1]), bias: (t) => t });
  };

/** The derivative is a symmetric matrix, above all where the kernel works number by number: its product with a tangent is what tfjs's gradient makes of a slope. */
const symmetric: TangentRule = ({ kernelName, inputs, attributes, outputs, tangents }) => {
  const { gradFunc, inputsToSave = [], outputsToSave = [] } = getGradient(kernelName);
  const saved = [
    ...inputsToSave.map((name) => inputs[name] as Tensor),
    ...outputs.filter((_, at) => outputsToSave[at]),
  ];
  const [[name, tangent]] = Object.entries(tangents) as [[string, Tensor]];
  const slope = gradFunc(tangent, saved, attributes as never)[name];
  if (slope === undefined) throw new Error(`${kernelName} has no gradient by ${name}`);
  return [slope()];
};

/** Sums of terms, one for each input that moves, in the shape of the output. */
function sumOfTerms(
  { tangents, outputs }: RanKernel,
  terms: Readonly<Record<string, (t: Tensor) => Tensor>>,
): Tensor[] {
  const made = Object.entries(terms).flatMap(([name, term]) =>
    tangents[name] ? [term(tangents[name])] : [],
  );
  const { shape } = outputs[0] as Tensor;
  const total = made.reduce((all, part) => add(all, part));
  return [util.arraysEqual(total.shape, shape) ? total : broadcastTo(total, shape)];
}

/** A rule for a kernel of two numbers a and b with result y: what either's tangent is multiplied with. */
const binary =
  (
    terms: (a: Tensor, b: Tensor, y: Tensor) => Readonly<Record<"a" | "b", (t: Tensor) => Tensor>>,
  ): TangentRule =>
  (ran) =>
    sumOfTerms(ran, terms(ran.inputs["a"] as Tensor, ran.inputs["b"] as Tensor, ran.outputs[0] as Tensor));

/** b·aᵇ⁻¹ of y = aᵇ, without an exponent that is computed, which would decide what runs and could not be replayed. */
function slopeOfPower(a: Tensor, b: Tensor, y: Tensor): Tensor {
  const atZero = where(
    equal(b, 1),
    onesLike(b),
    where(greater(b, 1), zerosLike(b), fill(b.shape, Number.POSITIVE_INFINITY)),
  );
  return where(equal(a, 0), atZero, mul(b, div(y, a)));
}

/** The larger (or smaller) of two; where they are equal, a. */
const chosen = (isFirst: (a: Tensor, b: Tensor) => Tensor): TangentRule =>
  binary((a, b) => {
    const first = isFirst(a, b);
    return {
      a: (t) => mul(t, cast(first, "float32")),
      b: (t) => mul(t, cast(logicalNot(first), "float32")),
    };
  });

/** The largest (or smallest) along axes: the mean tangent of those that are equal to it. */
const extreme: TangentRule = ({ inputs, attributes, outputs, tangents }) => {
  const [x, y] = [inputs["x"] as Tensor, outputs[0] as Tensor];
  // tfjs calls them one thing for the largest and another for the smallest.
  const { reductionIndices, axis } = attributes as Readonly<Record<string, number | number[] | undefined>>;
  const axes = util.parseAxisParam(reductionIndices ?? axis ?? [], x.shape);
  const kept = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const isIt = cast(equal(x, reshape(y, kept)), "float32");
  const mean = div(sum(mul(tangents["x"] as Tensor, isIt), axes), sum(isIt, axes));
  return [reshape(mean, y.shape)];
};

const maxPool: TangentRule = ({ inputs, attributes, outputs, tangents }) => [
  maxPoolTangent(inputs["x"] as Tensor, outputs[0] as Tensor, tangents["x"] as Tensor, attributes),
];

const select: TangentRule = ({ inputs, tangents }) => {
  const of = (name: string) => tangents[name] ?? zerosLike(inputs[name] as Tensor);
  return [where(inputs["condition"] as Tensor, of("t"), of("e"))];
};

/** dy where y is positive, else dy · (y + 1). */
const eluGrad: TangentRule = (ran) => {
  const { y, dy } = ran.inputs as { readonly y: Tensor; readonly dy: Tensor };
  return sumOfTerms(ran, {
    dy: (t) => again(ran, { dy: t })[0] as Tensor,
    y: (t) => mul(mul(t, dy), cast(greater(0, y), "float32")),
  });
};

/** Σ −target · log softmax of each row, and the softmax p: the first has the slope p − target, the second pᵢ(tᵢ − Σ pⱼtⱼ). */
const softmaxCrossEntropy: TangentRule = ({ inputs, attributes, outputs, tangents }) => {
  const [losses, probabilities] = outputs as [Tensor, Tensor];
  const given = { probabilities, labels: inputs["labels"], dy: onesLike(losses) };
  const [slope] = runFusedKernel("SoftmaxCrossEntropyGrad", given, attributes);
  const t = tangents["logits"] as Tensor;
  const centred = sub(t, sum(mul(probabilities, t), 1, true));
  return [sum(mul(slope as Tensor, t), 1), mul(probabilities, centred)];
};

/** (p − target) · dy */
const softmaxCrossEntropyGrad: TangentRule = (ran) =>
  sumOfTerms(ran, {
    probabilities: (t) => mul(t, expandDims(ran.inputs["dy"] as Tensor, 1)),
    dy: (t) => again(ran, { dy: t })[0] as Tensor,
  });

const each = (rule: TangentRule, kernelNames: string): [string, TangentRule][] =>
  kernelNames.split(" ").map((name) => [name, rule]);

/** How tangents go through a kernel, by its name. */
export const tangentRules: ReadonlyMap<string, TangentRule> = new Map([
  ...each(constant, "Ceil Floor FloorDiv OnesLike Round Sign Step ZerosLike"),
  ...each(
    symmetric,
    "Abs Acos Acosh Asin Asinh Atan Atanh ClipByValue Cos Cosh Elu Erf Exp Expm1 LeakyRelu Log Log1p Reciprocal Relu Relu6 Rsqrt Selu Sigmoid Sin Sinh Softmax Softplus Sqrt Square Tan Tanh",
  ),
  ...each(
    linear("x"),
    "AvgPool BatchToSpaceND Cast Cumsum GatherV2 Identity Mean MirrorPad Neg Reshape Reverse RotaryEmbedding Slice SpaceToBatchND SplitV StridedSlice Sum Tile Transpose UnsortedSegmentSum",
  ),
  ...each(linear("dy"), "AvgPoolGrad MaxPoolGrad ResizeBilinearGrad ResizeNearestNeighborGrad"),
  ...each(linear("images"), "ResizeBilinear ResizeNearestNeighbor"),
  ...each(linear("input"), "ExpandDims"),
  ...each(linear("parts"), "Fft2d"),
  ...each(linear("value"), "Unpack"),
  ...each((ran) => linear(...Object.keys(ran.inputs))(ran), "AddN Concat Pack"),
  ...each(
    (ran) => again({ ...ran, attributes: { ...ran.attributes, constantValue: 0 } }, ran.tangents),
    "PadV2",
  ),
  ...each(bilinear("a", "b"), "BatchMatMul Multiply"),
  ...each(bilinear("0", "1"), "Einsum"),
  ...each(bilinear("x", "filter"), "Conv2D DepthwiseConv2dNative"),
  ...each(withBias("a", "b"), "_FusedMatMul"),
  ...each(withBias("x", "filter"), "FusedConv2D FusedDepthwiseConv2D"),
  ...each(bilinear("dy", "filter"), "Conv2DBackpropInput DepthwiseConv2dNativeBackpropInput"),
  ...each(bilinear("x", "dy"), "Conv2DBackpropFilter DepthwiseConv2dNativeBackpropFilter"),
  ...each(
    binary(() => ({ a: (t) => t, b: (t) => t })),
    "Add",
  ),
  ...each(
    binary(() => ({ a: (t) => t, b: (t) => neg(t) })),
    "Sub",
  ),
  ...each(
    binary((_, b, y) => ({ a: (t) => div(t, b), b: (t) => neg(div(mul(t, y), b)) })),
    "RealDiv",
  ),
  ...each(
    binary((a, b, y) => ({
      a: (t) => mul(t, slopeOfPower(a, b, y)),
      b: (t) => mul(t, mul(y, log(a))),
    })),
    "Pow",
  ),
  ...each(
    binary((a, b) => ({
      a: (t) => mul(t, mul(sub(a, b), 2)),
      b: (t) => mul(t, mul(sub(b, a), 2)),
    })),
    "SquaredDifference",
  ),
  ...each(chosen(greaterEqual), "Maximum"),
  ...each(
    chosen((a, b) => greaterEqual(b, a)),
    "Minimum",
  ),
  ...each(extreme, "Max Min"),
  ...each(maxPool, "MaxPool"),
  ...each(select, "Select"),
  ...each(softmaxCrossEntropy, "SoftmaxCrossEntropy"),
  ...each(softmaxCrossEntropyGrad, "SoftmaxCrossEntropyGrad"),
  ...each(eluGrad, "EluGrad"),
]);
