import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import { card, cards, drafts, suite } from "../catalogue.ts";

/** What tests of every workload run on: the suite `quick`, or with `npm run test:workloads` all there are, variants and drafts too. */
export const testedWorkloads: readonly WorkloadCard[] =
  process.env["STEEPEST_ALL_WORKLOADS"] === "1" ? [...cards, ...drafts] : suite("quick").workloads.map(card);
