import type { Initializer, ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { add, concat, relu, reshape, type Tensor, type Tensor1D } from "@tensorflow/tfjs";
import { dense, denseSpecs } from "../layers/dense.ts";
import { dotInteraction, interactions } from "../layers/dotInteraction.ts";
import { dropout } from "../layers/dropout.ts";
import { gatherRows } from "../layers/gatherRows.ts";
import { layerNorm, layerNormSpecs } from "../layers/layerNorm.ts";
import type { Scope } from "../layers/scope.ts";
import type { ClickModel } from "../tasks/clickPrediction.ts";
import type { DlrmConfig } from "./config.ts";

/** PyTorch's and Flax's LayerNorm in AlgoPerf's models. */
const epsilon = 1e-6;

/** One layer of a perceptron with its place in it. */
interface Layer {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Whether the layer's input is added to its output. */
  readonly residual: boolean;
}

/**
 * DLRM (Naumov et al. 2019, arXiv 1906.00091) as AlgoPerf has it: a perceptron embeds the numeric features, one table the categories; the dot
 * products of all these vectors (or the vectors themselves) and the perceptron's output go through a second perceptron to one logit.
 */
export function dlrm(config: DlrmConfig): ClickModel {
  const { numbers, categories, vocabulary, chunks, width, interaction } = config;
  const bottom = layersOf("bottom", [numbers, ...config.bottom], config.residual);
  const embedded = config.bottom.at(-1) as number;
  const pairs = interaction === "dot" ? interactions(categories + 1) : categories * width;
  const top = layersOf("top", [embedded + pairs, ...config.top], config.residual);
  const lastWidth = config.top.at(-1) as number;
  const tables = Array.from({ length: chunks }, (_, at) => (chunks === 1 ? "embedding" : `embedding${at}`));

  const layer = (scope: Scope, { name, residual }: Layer, x: Tensor): Tensor => {
    const y = relu(dense(scope, name, x));
    const normed = config.layerNorm ? layerNorm(scope, `${name}.norm`, y, epsilon) : y;
    return residual ? add(normed, x) : normed;
  };
  const layerSpecs = ({ name, inputs, outputs }: Layer, initializer: Initializer) => [
    ...biasedSpecs(name, inputs, outputs, initializer),
    ...(config.layerNorm ? layerNormSpecs(`${name}.norm`, outputs) : []),
  ];

  return {
    parameterSpecs: [
      ...tables.map(
        (name): ParameterSpec => ({
          name,
          kind: "embedding",
          shape: [vocabulary / chunks, width],
          initializer: {
            type: "uniform_between",
            from: 0,
            to: config.embeddingScale ?? 1 / Math.sqrt(vocabulary),
          },
        }),
      ),
      ...(config.layerNorm ? layerNormSpecs("embedding.norm", width) : []),
      ...bottom.flatMap((each) => layerSpecs(each, { type: "glorot_uniform" })),
      ...top.flatMap((each) => layerSpecs(each, glorotNormal(each.inputs, each.outputs))),
      ...denseSpecs("output", lastWidth, 1, {
        kind: "output_weight",
        initializer: glorotNormal(lastWidth, 1),
      }),
    ],
    noisyOutputs: noisyOutputs(config),
    modelStateSpecs: [],
    takesFeedback: true,
    apply(scope, { numbers: x, categories: ids }) {
      const batch = x.shape[0] as number;
      const embeddedNumbers = bottom.reduce((y, each) => layer(scope, each, y), x);
      const table = chunks === 1 ? scope.parameter("embedding") : concat(tables.map(scope.parameter), 0);
      const rows = scope.noisy(ids, (some) => gatherRows(table, reshape(some, [-1]) as Tensor1D));
      const normed = config.layerNorm ? layerNorm(scope, "embedding.norm", rows, epsilon) : rows;
      const features =
        interaction === "dot"
          ? dotInteraction(
              concat(
                [embeddedNumbers, normed].map((y) => reshape(y, [batch, -1, width])),
                1,
              ),
            )
          : reshape(normed, [batch, categories * width]);
      const end = top.reduce((y, each) => layer(scope, each, y), concat([embeddedNumbers, features], 1));
      const dropped = dropout(scope, "output", end, config.dropoutRate);
      return reshape(dense(scope, "output", dropped), [batch]);
    },
  };
}

function layersOf(name: string, widths: readonly number[], residual: boolean): readonly Layer[] {
  return widths.slice(1).map((outputs, at) => {
    const inputs = widths[at] as number;
    return { name: `${name}${at}`, inputs, outputs, residual: residual && inputs === outputs };
  });
}

/** Numbers that all layers give of an example. */
function noisyOutputs({ bottom, top, categories, width, layerNorm }: DlrmConfig): number {
  const hidden = [...bottom, ...top].reduce((sum, outputs) => sum + outputs, categories * width);
  return hidden * (layerNorm ? 2 : 1) + 1;
}

/** Normal with Glorot's variance. */
const glorotNormal = (inputs: number, outputs: number): Initializer => ({
  type: "normal",
  standardDeviation: Math.sqrt(2 / (inputs + outputs)),
});

/** A dense layer whose bias starts normal with variance 1 / outputs, as all of AlgoPerf's DLRM. */
const biasedSpecs = (name: string, inputs: number, outputs: number, initializer: Initializer) =>
  denseSpecs(name, inputs, outputs, { initializer }).map(
    (spec): ParameterSpec =>
      spec.kind === "bias"
        ? { ...spec, initializer: { type: "normal", standardDeviation: 1 / Math.sqrt(outputs) } }
        : spec,
  );
