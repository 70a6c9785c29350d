import { variantCards } from "../variants/variantCards.ts";
import { card } from "./card.ts";
import layerNorm from "./variants/layer_norm.json" with { type: "json" };
import untied from "./variants/untied.json" with { type: "json" };

/** The held-out variants that have a target; what each changes in the configuration is in config.ts. */
export const variants = variantCards(card, {
  layer_norm: { change: "layer norm in place of RMS norm", parameterCount: 263_043, target: layerNorm },
  untied: { change: "an output matrix of its own", parameterCount: 328_131, target: untied },
});
