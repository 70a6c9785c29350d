import { variantCards } from "../variants/variantCards.ts";
import { card } from "./card.ts";
import glu from "./variants/glu.json" with { type: "json" };
import mapHead from "./variants/map_head.json" with { type: "json" };

/** The held-out variants that have a target; what each changes in the configuration is in config.ts. */
export const variants = variantCards(card, {
  glu: { change: "a gated MLP", parameterCount: 243_525, target: glu },
  map_head: { change: "pooling by attention of a learned query", parameterCount: 161_861, target: mapHead },
});
