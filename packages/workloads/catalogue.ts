import { UserError } from "@steepest/base/userError.ts";
import type { HardwareClass } from "@steepest/core/schema/hardwareClass.ts";
import type { Suite } from "@steepest/core/schema/suite.ts";
import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import { cards, drafts, known } from "./cards.ts";
import { hardwareClasses, knownClasses } from "./hardwareClasses.ts";
import { ownCards } from "./own/ownWorkloads.ts";
import { smokeSuite } from "./smokeSuite.ts";
import { suites } from "./suites.ts";
import { worlds } from "./worlds/worldCards.ts";

export { cards, drafts, hardwareClasses, suites, worlds };

/** The card of a workload, or of a user's own that this process loaded; throws a UserError that lists the known ones. */
export const card = (id: string): WorkloadCard => find("workload", [...cards, ...ownCards()], id);

/** The card of a workload, a draft or a small world. */
export const anyCard = (id: string): WorkloadCard =>
  find("workload", [...known, ...worlds, ...ownCards()], id);

/** Every suite that can be asked for by its id: those of `suites`, and the smoke test, which no list names. */
const allSuites: readonly Suite[] = [...suites, smokeSuite];

export const hasSuite = (id: string): boolean => allSuites.some((item) => item.id === id);

/** A suite by its id, listed or not; throws a UserError that lists the known ones. */
export const suite = (id: string): Suite => find("suite", hasSuite(id) ? allSuites : suites, id);

/** A hardware class by its id; throws a UserError that lists the known ones. */
export const hardwareClass = (id: string): HardwareClass =>
  knownClasses.find((known) => known.id === id) ?? find("hardware class", hardwareClasses, id);

function find<Item extends { readonly id: string }>(noun: string, items: readonly Item[], id: string): Item {
  const found = items.find((item) => item.id === id);
  if (found !== undefined) return found;
  throw new UserError({
    code: `unknown-${noun.replaceAll(" ", "-")}`,
    what: `There is no ${noun} \`${id}\`.`,
    solution: `Use one of: ${items.map((item) => item.id).join(", ")}.`,
  });
}
