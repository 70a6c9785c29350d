import { variantCards } from "../variants/variantCards.ts";
import { card } from "./card.ts";
import largeBnInit from "./variants/large_bn_init.json" with { type: "json" };
import silu from "./variants/silu.json" with { type: "json" };

/** The held-out variants that have a target; what each changes in the configuration is in config.ts. */
export const variants = variantCards(card, {
  silu: { change: "SiLU in place of ReLU", parameterCount: 81_589, target: silu },
  large_bn_init: {
    change: "blocks whose last scale starts at 8",
    parameterCount: 81_589,
    target: largeBnInit,
  },
});
