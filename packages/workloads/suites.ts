import type { Suite } from "@steepest/core/schema/suite.ts";
import { cards } from "./cards.ts";
import { drawVariants } from "./heldOut/drawVariants.ts";
import { heldOutDraw, heldOutRound } from "./heldOut/heldOutDraw.ts";

/** Counterparts of AlgoPerf's nine, in the order of its tables. */
const standardWorkloads = [
  "flights_dlrm",
  "mri_unet",
  "quickdraw_resnet",
  "quickdraw_vit",
  "speech_conformer",
  "speech_deepspeech",
  "ast_gnn",
  "messages_transformer",
  "brown_lm_large",
];

/**
 * AlgoPerf's: five trials tuned from outside, one without, three times over; r_max is 4. What is compared with are the points that set the
 * targets: a baseline that misses a target has no speed-up to state there. No one point is known to reach all nine of `standard`: under `external` they
 * are the trials of a study, under `self` one trial runs four of them in turn.
 */
const rules = {
  rulesets: { external: { studies: 3, trials: 5 }, self: { studies: 3, trials: 1 } },
  rMax: 4,
  baselines: { external: "target_points_standard", self: "target_points_self" },
} as const;

const planned: readonly Suite[] = [
  {
    id: "quick",
    version: 5,
    title: "Quick",
    summary:
      "Three small workloads that one CPU core trains in seconds each: a first opinion of an optimizer within minutes.",
    practice: true,
    workloads: ["mnist_mlp", "mnist_cnn", "brown_lm"],
    ...rules,
    baselines: { external: "target_points_quick", self: "adam_self" },
  },
  {
    id: "qualification",
    version: 5,
    title: "Qualification",
    summary:
      "Recommendation, graphs and translation, as in AlgoPerf's qualification set: whether an optimizer is worth the standard suite.",
    practice: true,
    workloads: ["flights_dlrm", "ast_gnn", "messages_transformer"],
    ...rules,
  },
  {
    id: "standard",
    version: 5,
    title: "Standard",
    summary:
      "AlgoPerf's nine workloads on data that comes with the packages, half a minute of one CPU core to each target: the board to be compared on.",
    practice: false,
    workloads: standardWorkloads,
    ...rules,
  },
  {
    id: "standard_heldout",
    // Counts the rounds; four more since budgets are in reference time, data under symmetries and prices those of the third list.
    version: heldOutRound + 4,
    title: "Standard with held-out variants",
    summary:
      "The standard suite with one held-out variant of every workload, drawn by a seed that is published when all versions are in.",
    practice: false,
    workloads:
      heldOutDraw.published === null
        ? Object.keys(heldOutDraw.candidates)
        : drawVariants(heldOutDraw.candidates, heldOutDraw.published.seed),
    heldOut: heldOutDraw,
    ...rules,
  },
];

const offered = new Set(cards.map(({ id }) => id));

/** Every suite whose workloads all have a target. */
export const suites: readonly Suite[] = planned.filter(({ workloads }) =>
  workloads.every((id) => offered.has(id)),
);
