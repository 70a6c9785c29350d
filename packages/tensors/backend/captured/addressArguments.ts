import type { elementwiseSignatures } from "../modules/elementwise.generated.ts";
import type { fusedSignatures } from "../modules/fused.generated.ts";
import type { imagesSignatures } from "../modules/images.generated.ts";
import type { matrixSignatures } from "../modules/matrix.generated.ts";
import type { treesSignatures } from "../modules/trees.generated.ts";

/** Types and names of the parameters of everything that our modules export. */
export interface Signatures {
  readonly elementwise: typeof elementwiseSignatures;
  readonly fused: typeof fusedSignatures;
  readonly images: typeof imagesSignatures;
  readonly matrix: typeof matrixSignatures;
  readonly trees: typeof treesSignatures;
}

export type ModuleName = keyof Signatures;

/** A function of ours by its module and its name there. */
export type FunctionName = {
  [Module in ModuleName]: `${Module}.${keyof Signatures[Module] & string}`;
}[ModuleName];

/** What a parameter is: an address that is read, one that is written (and perhaps read), or no address. */
export type AddressRole = "read" | "written" | "number";

const unary = "x > out";
const binary = "a b > out";

/**
 * The parameters of every function that are addresses in memory: those it reads, and after `>` those it writes, scratch memory among them.
 * All others are numbers: sizes, steps, factors.
 */
export const addressArguments: {
  readonly [Module in ModuleName]: Readonly<Record<keyof Signatures[Module], string>>;
} = {
  elementwise: {
    cumulate: unary,
    extremeIndex: unary,
    drawMask: "> out",
    fill: "> out",
    softmax: unary,
    sumColumns: unary,
    sumRows: unary,
    relu: unary,
    relu6: unary,
    negate: unary,
    absolute: unary,
    square: unary,
    cube: unary,
    sqrt: unary,
    rsqrt: unary,
    reciprocal: unary,
    floor: unary,
    ceil: unary,
    round: unary,
    sign: unary,
    add: binary,
    subtract: binary,
    multiply: binary,
    divide: binary,
    maximum: binary,
    minimum: binary,
    squaredDifference: binary,
    floorDivide: binary,
    prelu: binary,
    eluGradient: binary,
    addIntegers: binary,
    subtractIntegers: binary,
    multiplyIntegers: binary,
    maximumIntegers: binary,
    minimumIntegers: binary,
    integersToFloats: unary,
    floatsToIntegers: unary,
    flagsToFloats: unary,
    flagsToIntegers: unary,
    greater: binary,
    greaterEqual: binary,
    less: binary,
    lessEqual: binary,
    equal: binary,
    notEqual: binary,
    greaterIntegers: binary,
    greaterEqualIntegers: binary,
    lessIntegers: binary,
    lessEqualIntegers: binary,
    equalIntegers: binary,
    notEqualIntegers: binary,
    floorDivideIntegers: binary,
    sumIntegers: unary,
    copy: "from > to",
    maximumOf: unary,
    minimumOf: unary,
    productOf: unary,
    logicalAnd: binary,
    logicalOr: binary,
    logicalNot: unary,
    leakyRelu: unary,
    step: unary,
    sineOrCosine: unary,
    powerHalf: unary,
    powerMinusHalf: unary,
    powerOneAndHalf: unary,
    select: "flags yes no > out",
    selectRows: "flags yes no > out",
    exp: unary,
    expm1: unary,
    log: unary,
    log1p: unary,
    tanh: unary,
    erf: unary,
    sigmoid: unary,
    softplus: unary,
    elu: unary,
    selu: unary,
    transpose: "from > to",
    constantsBytes: "",
    placeConstants: "> out",
  },
  fused: {
    expectWideVectors: "",
    gatedUnit: "x > out",
    placeConstants: "> out",
    gatedUnitGrad: "x dy > out",
    attention: "q k v mask dropout > out probabilities dropped scratch",
    attentionGrad: "q k v mask probabilities dy dropout > dq dk dv remade slopes dropped scratch",
    connectionistBytes: "",
    connectionistLosses: "logits labels logitLengths labelLengths > losses gradient work",
    normalizeGroups: "x scale bias > y means variances work",
    normalizeGroupsGrad: "x scale dy means variances > dx scaleGradient biasGradient work",
    rotatePairs: "x cosines sines > out",
    normalizeRows: "x scale bias > y statistics",
    normalizeRowsGrad: "x scale dy statistics > dx scaleGradient biasGradient work",
    sigmoidCrossEntropy: "logits targets > out",
    sigmoidCrossEntropyGrad: "logits targets dy > out",
    softmaxCrossEntropy: "logits labels > losses probabilities",
    softmaxCrossEntropyGrad: "probabilities labels dy > out",
  },
  images: {
    depthwise: "geometry x filter > out",
    depthwiseInputGradient: "geometry dy filter > dx",
    turnFilter: "filter > out",
    depthwiseFilterGradient: "geometry x dy > dw sums",
    fourier2d: "real imaginary rowTable columnTable > outReal outImaginary scratch",
    gather: "x indices > out",
    segmentSum: "x ids > out",
    segmentSumIntegers: "x ids > out",
    lookUpBytes: "values > out",
    repeatChannels: "x > out",
    sumChannels: "x > out",
    averagePool: "geometry x > out",
    averagePoolGradient: "geometry dy > dx",
    maxPool: "geometry x > out",
    maxPoolGradient: "geometry x dy > dx",
    resizeGradient: "dy rowTable columnTable > dx",
    resizeNearest: "x rowTable columnTable > out",
    searchSorted: "bounds values > out",
  },
  matrix: {
    multiplyAddFour: "a b c > out",
    convolve: "x offsets filter filterOffsets > out scratch",
    expectWideVectors: "",
    filterGradient: "x offsets dy > gradient scratch",
    multiply: "a b > out scratch",
    multiplyMany: "a b > out scratch",
    padImages: "x > out",
    scratchBytes: "",
  },
  trees: {
    copy: "from > to",
    combine: "x y > out",
    addScaled: "x y > out",
  },
};

/** What each parameter of a function is, in their order. */
export function rolesOf(parameters: string, addresses: string): AddressRole[] {
  const [read = "", written = ""] = addresses.split(">").map((names) => names.trim());
  const isIn = (names: string, name: string) => name !== "" && names.split(" ").includes(name);
  return parameters
    .split(" ")
    .map((name) => (isIn(read, name) ? "read" : isIn(written, name) ? "written" : "number"));
}
