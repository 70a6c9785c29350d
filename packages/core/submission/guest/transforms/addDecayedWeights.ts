import { addScaled } from "../operations/elementwise.ts";
import { stateless } from "./stateless.ts";

/**
 * update + λ·parameters. Before momentum or moments it is coupled L2 regularisation; after them, and before the learning rate,
 * decoupled weight decay (Loshchilov & Hutter 2019, arXiv 1711.05101).
 */
export const addDecayedWeights = (weightDecay = 0) =>
  stateless((updates, { params }) => (weightDecay === 0 ? updates : addScaled(updates, params, weightDecay)));
