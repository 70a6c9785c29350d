import { variantCards } from "../variants/variantCards.ts";
import { card } from "./card.ts";
import layernorm from "./variants/layernorm.json" with { type: "json" };
import tanh from "./variants/tanh.json" with { type: "json" };

/** The held-out variants that have a target; what each changes in the configuration is in config.ts. */
export const variants = variantCards(card, {
  tanh: { change: "tanh in place of leaky ReLU", parameterCount: 120_273, target: tanh },
  layernorm: { change: "layer norm in place of instance norm", parameterCount: 121_089, target: layernorm },
});
