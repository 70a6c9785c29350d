import { variantCards } from "../variants/variantCards.ts";
import { card } from "./card.ts";
import layernorm from "./variants/layernorm.json" with { type: "json" };
import modelSize from "./variants/model_size.json" with { type: "json" };

/** The held-out variants that have a target; what each changes in the configuration is in config.ts. */
export const variants = variantCards(card, {
  model_size: {
    change: "twice the channels and a level less",
    parameterCount: 116_385,
    target: modelSize,
  },
  layernorm: { change: "layer norm in place of instance norm", parameterCount: 121_089, target: layernorm },
});
