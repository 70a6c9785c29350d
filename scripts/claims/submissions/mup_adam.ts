import {
  chain,
  defineSubmission,
  type LeafInfo,
  mapLeaves,
  merge,
  mul,
  partition,
  scaleByAdam,
  scaleByLearningRate,
  type Transform,
} from "steepest";

/** The width at which μP and the usual parametrisation are the same. */
const baseWidth = 32;

const isReadout = ({ kind }: LeafInfo) => kind === "output_weight";

/** Updates of the readout by base width over width: the rest of a perceptron with one hidden layer has a fan-in that no width changes. */
const readoutByWidth: Transform<null> = {
  init: () => null,
  update(g, state) {
    const { selected, rest } = partition(g, isReadout);
    const scaled = mapLeaves(selected, (leaf, { shape }) => mul(leaf, baseWidth / (shape[0] ?? baseWidth)));
    return { updates: merge(scaled, rest), state };
  },
};

/** Adam at one rate under μP for one hidden layer (Yang et al. 2022, arXiv 2203.03466, table 8) where `mup` is 1, under the usual parametrisation where it is 0. */
export default defineSubmission({
  name: "mup_adam",
  ruleset: "self",
  hyperparameters: [{ lr: 0.003, mup: 1 }],
  optimizer: ({ lr, mup }) =>
    chain(
      scaleByAdam({ beta1: 0.9, beta2: 0.999, eps: 1e-8 }),
      ...(mup === 1 ? [readoutByWidth] : []),
      scaleByLearningRate(lr),
    ),
});
