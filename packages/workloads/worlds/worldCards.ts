import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import { mnist } from "../datasets/mnist/dataset.ts";
import { type WorldFacts, worldCard } from "./worldCard.ts";

const accuracy = {
  name: "accuracy",
  direction: "max",
  label: "accuracy",
  range: { min: 0, max: 1 },
} as const;
const error = {
  name: "error",
  direction: "min",
  label: "relative error",
  range: { min: 0, max: null },
} as const;
const squared = { type: "squared_error", label: "half the squared error" } as const;
const crossEntropy = { type: "softmax_cross_entropy", label: "cross-entropy (nats)" } as const;

/** A small world: its card, and the multiplications of one forward pass for an example, which its prices are derived from. */
export interface SmallWorld {
  readonly card: WorkloadCard;
  readonly multiplications: number;
}

const made = (facts: WorldFacts, multiplications: number): SmallWorld => ({
  card: worldCard(facts),
  multiplications,
});

/** The same with MNIST's images as data. */
function onMnist(facts: WorldFacts, multiplications: number): SmallWorld {
  const { card } = made(facts, multiplications);
  return { card: { ...card, dataset: { ...mnist.card, examples: facts.examples } }, multiplications };
}

/** Workloads in which a phenomenon is known to happen. They have no targets, so no board can have them; the lab trains on them. */
export const theory: readonly SmallWorld[] = [
  made(
    {
      id: "modular_addition",
      title: "Modular addition",
      summary:
        "The sum of two numbers modulo 41 from half of the table: training fits long before it generalizes (grokking; Power et al. 2022, arXiv 2201.02177).",
      data: "all pairs of residues modulo 41",
      examples: { train: 840, validation: 420, test: 421 },
      model: "two embeddings, added, ReLU of width 128, linear readout",
      parameters: 2 * 41 * 128 + 128 * 41,
      loss: crossEntropy,
      metric: accuracy,
      batch: 840,
      mark: 0.95,
      steps: 3000,
    },
    128 * 41,
  ),
  made(
    {
      id: "xor",
      title: "XOR among noise",
      summary:
        "The product of two signs among twenty: no single input says anything, so the loss stands still before it falls (Barak et al. 2022, arXiv 2207.08799).",
      data: "random signs [20], label x₁x₂",
      examples: { train: 4000, validation: 1000, test: 1000 },
      model: "20–64–2 perceptron, ReLU",
      parameters: 20 * 64 + 64 + 64 * 2 + 2,
      loss: crossEntropy,
      metric: accuracy,
      batch: 64,
      mark: 0.95,
      steps: 2000,
    },
    20 * 64 + 64 * 2,
  ),
  made(
    {
      id: "matrix_sensing",
      title: "Matrix sensing",
      summary:
        "A matrix of rank 2 from fewer measurements than it has entries, by a product of full rank: from a small start gradient descent finds the low rank (Li, Ma & Zhang 2018, arXiv 1712.09203).",
      data: "Gaussian measurements of a symmetric 20 × 20 matrix of rank 2",
      examples: { train: 160, validation: 100, test: 100 },
      model: "U Uᵀ with U of 20 × 20, started at a deviation of 0.001",
      parameters: 400,
      loss: squared,
      metric: error,
      batch: 160,
      mark: 0.05,
      steps: 2000,
    },
    400,
  ),
  made(
    {
      id: "noisy_quadratic",
      title: "Noisy quadratic",
      summary:
        "A quadratic in 100 directions whose curvatures are 1, 1/2, … 1/100 and whose gradients are as noisy as curved (Zhang et al. 2019, arXiv 1907.04164).",
      data: "centres of deviation 1/√h around 0",
      examples: { train: 8192, validation: 1, test: 1 },
      model: "100 parameters",
      parameters: 100,
      loss: squared,
      metric: {
        name: "excess",
        direction: "min",
        label: "excess loss",
        range: { min: 0, max: null },
      },
      batch: 32,
      mark: 0.05,
      steps: 1000,
    },
    100,
  ),
  made(
    {
      id: "saddle_escape",
      title: "Two-layer saddle",
      summary:
        "A product of two matrices that starts beside its saddle at 0 and learns singular values 4, 3, 2 and 1 one after the other (Saxe et al. 2014, arXiv 1312.6120).",
      data: "the eight unit inputs and their images under a matrix of rank 4",
      examples: { train: 8, validation: 8, test: 8 },
      model: "linear 8–16–8, started at a deviation of 0.001",
      parameters: 8 * 16 + 16 * 8,
      loss: squared,
      metric: error,
      batch: 8,
      mark: 0.05,
      steps: 1000,
    },
    8 * 16 + 16 * 8,
  ),
  made(
    {
      id: "image_fit",
      title: "Image fit",
      summary:
        "An image of four equally strong frequencies as a function of its coordinates: low frequencies come first (Rahaman et al. 2019, arXiv 1806.08734).",
      data: "24 × 24 pixels, the sum of cosines of 1, 2, 4 and 8 half waves",
      examples: { train: 576, validation: 576, test: 576 },
      model: "2–64–64–1 perceptron, ReLU",
      parameters: 2 * 64 + 64 + 64 * 64 + 64 + 64 + 1,
      loss: squared,
      metric: error,
      batch: 576,
      mark: 0.1,
      steps: 2000,
    },
    2 * 64 + 64 * 64 + 64,
  ),
  onMnist(
    {
      id: "permuted_stream",
      title: "Stream of permuted digits",
      summary:
        "Forty tasks one after the other, each MNIST with its own order of pixels: whether a network goes on learning (Dohare et al. 2024, Nature 632; Goodfellow et al. 2013, arXiv 1312.6211).",
      data: "MNIST",
      examples: { train: 40 * 2048, validation: 40 * 250, test: 40 * 250 },
      model: "784–64–64–10 perceptron, ReLU",
      parameters: 784 * 64 + 64 + 64 * 64 + 64 + 64 * 10 + 10,
      loss: crossEntropy,
      metric: { ...accuracy, label: "accuracy over all tasks" },
      batch: 32,
      mark: 0.9,
      steps: 2560,
    },
    784 * 64 + 64 * 64 + 64 * 10,
  ),
  onMnist(
    {
      id: "task_switch",
      title: "Task switch with full replay",
      summary:
        "One task, then that one and a second in every batch: what is known is lost for a moment though its examples are still there (stability gap; De Lange et al. 2023, arXiv 2205.13452).",
      data: "MNIST",
      examples: { train: 12_800, validation: 2000, test: 2000 },
      model: "784–64–64–10 perceptron, ReLU",
      parameters: 784 * 64 + 64 + 64 * 64 + 64 + 64 * 10 + 10,
      loss: crossEntropy,
      metric: { ...accuracy, label: "accuracy over both tasks" },
      batch: 64,
      mark: 0.9,
      steps: 200,
    },
    784 * 64 + 64 * 64 + 64 * 10,
  ),
];

export const worlds: readonly WorkloadCard[] = theory.map(({ card }) => card);

/** The card of a small world by its id. */
export function worldOf(id: string): WorkloadCard {
  const found = worlds.find((card) => card.id === id);
  if (found === undefined) throw new Error(`there is no small world ${id}`);
  return found;
}
