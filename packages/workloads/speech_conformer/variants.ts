import { variantCards } from "../variants/variantCards.ts";
import { card } from "./card.ts";
import attentionTemperature from "./variants/attention_temperature.json" with { type: "json" };
import gelu from "./variants/gelu.json" with { type: "json" };

/** The held-out variants that have a target; what each changes in the configuration is in config.ts. */
export const variants = variantCards(card, {
  attention_temperature: {
    change: "attention results times 1.6",
    parameterCount: 140_281,
    target: attentionTemperature,
  },
  gelu: { change: "GELU in place of SiLU", parameterCount: 140_281, target: gelu },
});
