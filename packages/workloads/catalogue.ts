import type { HardwareClass } from "@steepest/core/schema/hardwareClass.ts";
import type { Suite } from "@steepest/core/schema/suite.ts";
import { UserError } from "@steepest/core/schema/userError.ts";
import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import { card as astGnn } from "./ast_gnn/card.ts";
import { card as brownLm } from "./brown_lm/card.ts";
import { card as brownLmLarge } from "./brown_lm_large/card.ts";
import { card as flightsDlrm } from "./flights_dlrm/card.ts";
import { hardwareClasses } from "./hardwareClasses.ts";
import { card as messagesTransformer } from "./messages_transformer/card.ts";
import { card as mnistCnn } from "./mnist_cnn/card.ts";
import { card as mnistMlp } from "./mnist_mlp/card.ts";
import { card as mriUnet } from "./mri_unet/card.ts";
import { card as quickdrawResnet } from "./quickdraw_resnet/card.ts";
import { card as quickdrawVit } from "./quickdraw_vit/card.ts";
import { smokeSuite } from "./smokeSuite.ts";
import { card as speechConformer } from "./speech_conformer/card.ts";
import { card as speechDeepspeech } from "./speech_deepspeech/card.ts";
import { suites } from "./suites.ts";

/** Every workload, without its model or data: what the API serves and the pages show. */
export const cards: readonly WorkloadCard[] = [mnistMlp, mnistCnn, brownLm];

/** Workloads whose targets are still to be set: known to target setting and to tests, offered to nobody. */
export const drafts: readonly WorkloadCard[] = [
  mriUnet,
  quickdrawResnet,
  quickdrawVit,
  speechConformer,
  speechDeepspeech,
  flightsDlrm,
  astGnn,
  messagesTransformer,
  brownLmLarge,
];

export { hardwareClasses, suites };

/** The card of a workload; throws a UserError that lists the known ones. */
export const card = (id: string): WorkloadCard => find("workload", cards, id);

/** The card of a workload or of a draft. */
export const cardOrDraft = (id: string): WorkloadCard => find("workload", [...cards, ...drafts], id);

/** Every suite that can be asked for by its id: those of `suites`, and the smoke test, which no list names. */
const allSuites: readonly Suite[] = [...suites, smokeSuite];

export const hasSuite = (id: string): boolean => allSuites.some((item) => item.id === id);

/** A suite by its id, listed or not; throws a UserError that lists the known ones. */
export const suite = (id: string): Suite => find("suite", hasSuite(id) ? allSuites : suites, id);

/** A hardware class by its id; throws a UserError that lists the known ones. */
export const hardwareClass = (id: string): HardwareClass => find("hardware class", hardwareClasses, id);

function find<Item extends { readonly id: string }>(noun: string, items: readonly Item[], id: string): Item {
  const found = items.find((item) => item.id === id);
  if (found !== undefined) return found;
  throw new UserError({
    code: `unknown-${noun.replaceAll(" ", "-")}`,
    what: `There is no ${noun} \`${id}\`.`,
    solution: `Use one of: ${items.map((item) => item.id).join(", ")}.`,
  });
}
