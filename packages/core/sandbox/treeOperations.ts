import { addScaled, binary, binaryConstant, ema, unary, where } from "./combineTrees.ts";
import { concat, constant, fill, join, ofNumbers, scalar, select, slice } from "./leafOperations.ts";
import { leafScalars, renumberLeaves, reshape, reshapeLeaves, upperTriangle } from "./leafShapes.ts";
import { matrixFunction } from "./matrixFunctions.ts";
import { matmul, transpose } from "./multiplyTrees.ts";
import { descendingOrder, largest, leafQuantile } from "./orderOperations.ts";
import { bucketOf, fromRows, lookUp, toRows } from "./quantization.ts";
import { dot, reduceAll, reduceAxis, reduceLeaves } from "./reduceTrees.ts";
import { type OnLoop, TreeFormulas } from "./treeFormulas.ts";
import { type FormulaMaker, value } from "./treeMaker.ts";

const operations = {
  ...{ unary, binary, binaryConstant, where, ema, addScaled },
  ...{ reduceLeaves, reduceAll, reduceAxis, dot, matmul, transpose, matrixFunction },
  ...{ reshape, reshapeLeaves, renumberLeaves, upperTriangle, leafScalars },
  ...{ largest, descendingOrder, leafQuantile, toRows, fromRows, bucketOf, lookUp },
  ...{ slice, concat, select, join, fill, scalar, value, ofNumbers, constant },
};

type Operations = {
  readonly [Name in keyof typeof operations]: (typeof operations)[Name] extends (
    maker: FormulaMaker,
    ...values: infer Values
  ) => infer Made
    ? (...values: Values) => Made
    : never;
};

/** Operations from trees to a new tree. Arguments are never changed; errors say what did not fit. */
export interface TreeOperations extends Operations {
  readonly formulas: TreeFormulas;
}

/** All operations on the trees of one trial. */
export function createTreeOperations(
  structures: FormulaMaker["structures"],
  reserve: FormulaMaker["reserve"],
  onLoop?: OnLoop,
): TreeOperations {
  const formulas = new TreeFormulas(onLoop);
  const maker: FormulaMaker = { structures, reserve, formulas };
  const bound = Object.entries(operations).map(([name, run]) => [
    name,
    (run as (maker: FormulaMaker, ...values: never[]) => unknown).bind(null, maker),
  ]);
  return { ...(Object.fromEntries(bound) as Operations), formulas };
}
