import { variantCards } from "../variants/variantCards.ts";
import { card } from "./card.ts";
import attentionTemperature from "./variants/attention_temperature.json" with { type: "json" };
import gluTanh from "./variants/glu_tanh.json" with { type: "json" };

/** The held-out variants that have a target; what each changes in the configuration is in config.ts. */
export const variants = variantCards(card, {
  glu_tanh: { change: "gated hidden layers of tanh units", parameterCount: 264_960, target: gluTanh },
  attention_temperature: {
    change: "attention scores times 4",
    parameterCount: 231_680,
    target: attentionTemperature,
  },
});
