import { variantCards } from "../variants/variantCards.ts";
import { card } from "./card.ts";
import noResidual from "./variants/no_residual.json" with { type: "json" };
import tanh from "./variants/tanh.json" with { type: "json" };

/** The held-out variants that have a target; what each changes in the configuration is in config.ts. */
export const variants = variantCards(card, {
  tanh: { change: "tanh in place of ReLU", parameterCount: 141_049, target: tanh },
  no_residual: { change: "no residual connections", parameterCount: 141_049, target: noResidual },
});
