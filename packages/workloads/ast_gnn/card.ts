import { type WorkloadCard, workloadTargetSchema } from "@steepest/core/schema/workloadCard.ts";
import { typescriptAst } from "../datasets/typescript_ast/dataset.ts";
import target from "./target.json" with { type: "json" };

export const card: WorkloadCard = {
  id: "ast_gnn",
  title: "TypeScript compiler, graph network",
  summary: "Guess the words of a function's name from its syntax tree with a message-passing graph network.",
  algoperf: "ogbg",
  variantOf: null,
  dataset: typescriptAst.card,
  symmetry: "names of the rows of both tables and of the labels",
  model: {
    description:
      "graph network with a round of message passing that updates edges, nodes and a global vector of width 48 by a layer each (layer norm, ReLU); nodes and edges embedded from tables",
    parameterCount: 72_068,
    algoperfParameterCount: 3_554_176,
  },
  loss: { type: "sigmoid_cross_entropy", label: "binary cross-entropy (nats per label)" },
  metric: {
    name: "mean_average_precision",
    direction: "max",
    label: "mean average precision",
    range: { min: 0, max: 1 },
  },
  batchSize: { default: 32, max: 256 },
  target: workloadTargetSchema.parse(target),
};
