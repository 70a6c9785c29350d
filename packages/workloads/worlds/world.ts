import type { RandomKey } from "@steepest/base/random/threefry.ts";
import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import type { ForwardOptions, ReadDataFile, Split, Workload } from "@steepest/core/workload/workload.ts";
import { fill, type Tensor, type Tensor1D, tensor, tidy } from "@tensorflow/tfjs";
import { createScope, type Scope } from "../layers/scope.ts";
import { evalOptions } from "../tasks/evalOptions.ts";

/** One column of a table of examples: the numbers of all of them one after another, each of `shape`. */
export interface ExampleColumn {
  readonly values: Float32Array | Int32Array;
  readonly shape: readonly number[];
}
export type ExampleTable = Readonly<Record<string, ExampleColumn>>;

type Splits = Readonly<Record<"train" | Split, ExampleTable>>;

export interface WorldOptions {
  readonly card: WorkloadCard;
  readonly parameterSpecs: readonly ParameterSpec[];
  /** Made, or read, when the world is loaded; the same for every seed. */
  data(read: ReadDataFile): Splits | Promise<Splits>;
  /** The loss [rows] of each example. */
  losses(scope: Scope, batch: Readonly<Record<string, Tensor>>, options: ForwardOptions): Tensor1D;
  /** Scalars over a whole split, the card's metric among them. */
  judge(scope: Scope, split: Readonly<Record<string, Tensor>>): Readonly<Record<string, Tensor>>;
  readonly unitSymmetries?: Workload["unitSymmetries"];
  /** Where the loss is over classes: their logits [rows, classes]. */
  logits?(scope: Scope, batch: Readonly<Record<string, Tensor>>): Tensor;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

const rowsOf = (table: ExampleTable): number => {
  const [first] = Object.values(table);
  return first === undefined ? 0 : first.values.length / sizeOf(first.shape);
};

/** Rows of every column as tensors [rows, …shape]. */
function gather(table: ExampleTable, indices: ArrayLike<number>): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(table).map(([name, { values, shape }]) => {
      const size = sizeOf(shape);
      const isWhole = values instanceof Int32Array;
      const taken = isWhole ? new Int32Array(indices.length * size) : new Float32Array(indices.length * size);
      for (let row = 0; row < indices.length; row++) {
        const from = (indices[row] as number) * size;
        taken.set(values.subarray(from, from + size), row * size);
      }
      return [name, tensor(taken, [indices.length, ...shape], isWhole ? "int32" : "float32")];
    }),
  );
}

/** A small world as a workload: a few arrays that are made when it is loaded, a loss of each example, and what a split is judged by. */
export function world(options: WorldOptions): Workload {
  const { card, parameterSpecs, losses, judge, logits } = options;
  const model = { parameterSpecs, modelStateSpecs: [] };
  return {
    card,
    parameterSpecs,
    modelStateSpecs: [],
    dataFiles: [],
    ...(options.unitSymmetries ? { unitSymmetries: options.unitSymmetries } : {}),
    async load(read) {
      const data = await options.data(read);
      return {
        trainSize: rowsOf(data.train),
        samplesLabels: logits !== undefined,
        batch: (indices: Int32Array, _key: RandomKey) => gather(data.train, indices),
        forward(parameters, modelState, batch, forwardOptions) {
          const scope = createScope(model, parameters, modelState, forwardOptions);
          const found = losses(scope, batch, forwardOptions);
          return { losses: found, weights: fill([found.size], 1) as Tensor1D, modelState };
        },
        ...(logits
          ? {
              logits: (parameters: readonly Tensor[], modelState: readonly Tensor[], batch) =>
                logits(createScope(model, parameters, modelState, evalOptions), batch),
            }
          : {}),
        async evaluate(parameters, modelState, split) {
          const table = data[split];
          const found = tidy(() => {
            const scope = createScope(model, parameters, modelState, evalOptions);
            const batch = gather(
              table,
              Int32Array.from({ length: rowsOf(table) }, (_, at) => at),
            );
            return { loss: losses(scope, batch, evalOptions).mean(), ...judge(scope, batch) };
          });
          const entries = await Promise.all(
            Object.entries(found).map(
              async ([name, value]) => [name, (await value.data())[0] as number] as const,
            ),
          );
          for (const value of Object.values(found)) value.dispose();
          return Object.fromEntries(entries);
        },
        dispose() {},
      };
    },
  };
}
