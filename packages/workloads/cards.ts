import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import { card as astGnn } from "./ast_gnn/card.ts";
import { variants as astGnnVariants } from "./ast_gnn/variants.ts";
import { card as brownLm } from "./brown_lm/card.ts";
import { card as brownLmLarge } from "./brown_lm_large/card.ts";
import { variants as brownLmLargeVariants } from "./brown_lm_large/variants.ts";
import { card as flightsDlrm } from "./flights_dlrm/card.ts";
import { variants as flightsDlrmVariants } from "./flights_dlrm/variants.ts";
import { card as messagesTransformer } from "./messages_transformer/card.ts";
import { variants as messagesTransformerVariants } from "./messages_transformer/variants.ts";
import { card as mnistCnn } from "./mnist_cnn/card.ts";
import { card as mnistMlp } from "./mnist_mlp/card.ts";
import { card as mriUnet } from "./mri_unet/card.ts";
import { variants as mriUnetVariants } from "./mri_unet/variants.ts";
import { card as quickdrawResnet } from "./quickdraw_resnet/card.ts";
import { variants as quickdrawResnetVariants } from "./quickdraw_resnet/variants.ts";
import { card as quickdrawVit } from "./quickdraw_vit/card.ts";
import { variants as quickdrawVitVariants } from "./quickdraw_vit/variants.ts";
import { card as speechConformer } from "./speech_conformer/card.ts";
import { variants as speechConformerVariants } from "./speech_conformer/variants.ts";
import { card as speechDeepspeech } from "./speech_deepspeech/card.ts";
import { variants as speechDeepspeechVariants } from "./speech_deepspeech/variants.ts";

/** All that is known: the workloads, each with its held-out variants after it. */
export const known: readonly WorkloadCard[] = [
  mnistMlp,
  mnistCnn,
  brownLm,
  flightsDlrm,
  ...flightsDlrmVariants,
  astGnn,
  ...astGnnVariants,
  messagesTransformer,
  ...messagesTransformerVariants,
  mriUnet,
  ...mriUnetVariants,
  quickdrawResnet,
  ...quickdrawResnetVariants,
  quickdrawVit,
  ...quickdrawVitVariants,
  speechConformer,
  ...speechConformerVariants,
  speechDeepspeech,
  ...speechDeepspeechVariants,
  brownLmLarge,
  ...brownLmLargeVariants,
];

const hasTarget = ({ target }: WorkloadCard): boolean => target.provenance.command !== "not set yet";

/** Every workload, without its model or data: what the API serves and the pages show. */
export const cards: readonly WorkloadCard[] = known.filter(hasTarget);

/** Workloads whose targets are still to be set: known to target setting and to tests, offered to nobody. */
export const drafts: readonly WorkloadCard[] = known.filter((each) => !hasTarget(each));
