import { variantCards } from "../variants/variantCards.ts";
import { card } from "./card.ts";
import gelu from "./variants/gelu.json" with { type: "json" };
import modelSize from "./variants/model_size.json" with { type: "json" };

/** The held-out variants that have a target; what each changes in the configuration is in config.ts. */
export const variants = variantCards(card, {
  gelu: { change: "GELU in place of ReLU", parameterCount: 72_068, target: gelu },
  model_size: {
    change: "embeddings of width 24 and two hidden layers of 48 a perceptron",
    parameterCount: 49_868,
    target: modelSize,
  },
});
