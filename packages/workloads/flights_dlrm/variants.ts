import { variantCards } from "../variants/variantCards.ts";
import { card } from "./card.ts";
import embeddingInit from "./variants/embedding_init.json" with { type: "json" };
import layerNorm from "./variants/layer_norm.json" with { type: "json" };

/** The held-out variants that have a target; what each changes in the configuration is in config.ts. */
export const variants = variantCards(card, {
  layer_norm: {
    change: "layer norm after every hidden layer and on the embeddings",
    parameterCount: 1_208_417,
    target: layerNorm,
  },
  embedding_init: {
    change: "embeddings that start uniform between 0 and 1",
    parameterCount: 1_206_625,
    target: embeddingInit,
  },
});
