import type { HyperparameterPoint } from "@steepest/core/schema/searchSpace.ts";

/**
 * What differs from the middle of the search space on the analytic problems: their parameters start some 0.2 from the minimum and have 200 steps,
 * so that methods whose steps have a length of their own need a learning rate to cover that.
 */
export const analyticPoints: Readonly<Record<string, HyperparameterPoint>> = {
  // Short runs are to have probes, too.
  vcas: { every: 3 },
  adaptive_braking: { lr: 0.3 },
  ademamix: { lr: 0.02 },
  // Of the readout: what it promises is stability of two layers, and the factorisation has two.
  curl_descent: { layer: "readout" },
  came: { lr: 5e-3 },
  came_self: { lr: 5e-3 },
  cyclic_lr: { lr: 0.02 },
  demo: { lr: 0.01 },
  diffgrad: { lr: 0.02 },
  // Its one direction a step is for models whose random numbers cost something.
  forward_gradient: { draws: 16, lr: 7e-3 },
  galore: { lr: 0.05 },
  lamb: { lr: 0.02 },
  lars: { lr: 0.5 },
  likelihood_ratio: { lr: 0.02 },
  lion: { lr: 5e-3 },
  lion_kappa: { lr: 5e-3 },
  lion_self: { lr: 5e-3 },
  muon_rms: { lr: 0.03 },
  muon_rms_self: { lr: 0.03 },
  nadamp: { lr: 0.05 },
  psgd_kron: { lr: 0.02 },
  q_galore: { lr: 0.05 },
  radam: { lr: 0.02 },
  rmsprop: { lr: 0.01 },
  root: { lr: 0.03 },
  // Three directions a step are few for six problems side by side.
  saddle_free_self: { dimensions: 5 },
  sgd_sai: { lr: 0.02 },
  signsgd: { lr: 5e-3 },
  soap: { lr: 0.02 },
  soap_self: { lr: 0.02 },
  sophia_g: { lr: 0.01 },
  tvlars: { lr: 0.5 },
};

/** Where a method is promised less than others, what it has to reach instead: loss after 200 steps over the loss at the start. */
export const ownBounds: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  // Plain descent in the readout, with the sign of some of its rules turned: the layer below has to make up for it.
  curl_descent: { "matrix factorisation": 0.9 },
  // Its steps do not decay: it goes back and forth across the kinks.
  dadao: { "piecewise-linear": 0.35 },
  // One distance for all six problems side by side: it stays short for the one whose gradient does not vanish.
  dowg: { "piecewise-linear": 0.35 },
  // The variance of one random direction grows with the number of parameters: 51 here.
  forward_gradient: { "ill-conditioned quadratic": 0.25 },
  likelihood_ratio: { "ill-conditioned quadratic": 0.3 },
  // Hardly along the weights: what is as long as the start, or nearly, is all that it reaches.
  perp_gradient: { "noisy quadratic": 0.5, "piecewise-linear": 0.5 },
  perp_gradient_self: { "noisy quadratic": 0.5, "piecewise-linear": 0.5 },
  // One step for all problems side by side, which does not decay: it goes back and forth across the kinks.
  sps_max: { "piecewise-linear": 0.5 },
  sps_max_self: { "piecewise-linear": 0.5 },
  // Of two values in every hidden matrix, as the minimum is not.
  biper: {
    "ill-conditioned quadratic": 0.7,
    "noisy quadratic": 0.6,
    "matrix factorisation": 0.95,
    "scale-invariant weights": 0.7,
  },
  reste: {
    "ill-conditioned quadratic": 0.7,
    "noisy quadratic": 0.6,
    "matrix factorisation": 0.9,
    "scale-invariant weights": 0.7,
  },
  // Sparse in their hidden matrices, as the minimum is not.
  lottery_ticket: { "scale-invariant weights": 2, "piecewise-linear": 0.5 },
  s_ste: { "ill-conditioned quadratic": 0.7, "matrix factorisation": 0.6 },
  s_ste_self: { "ill-conditioned quadratic": 0.7, "matrix factorisation": 0.6 },
  srigl: { "ill-conditioned quadratic": 0.85, "noisy quadratic": 0.5, "scale-invariant weights": 2 },
  srigl_self: { "ill-conditioned quadratic": 0.85, "noisy quadratic": 0.5, "scale-invariant weights": 2 },
};
