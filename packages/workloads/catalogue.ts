import { UserError } from "@steepest/base/userError.ts";
import type { HardwareClass } from "@steepest/core/schema/hardwareClass.ts";
import type { Suite } from "@steepest/core/schema/suite.ts";
import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import { cards, drafts, known } from "./cards.ts";
import { basisOf, hardwareClasses, knownClasses, unmeasuredClasses } from "./hardwareClasses.ts";
import { ownCards } from "./own/ownWorkloads.ts";
import { suites } from "./suites.ts";
import { worlds } from "./worlds/worldCards.ts";

export { cards, drafts, hardwareClasses, suites, unmeasuredClasses, worlds };

/** The card of a workload, or of a user's own that this process loaded; throws a UserError that lists the known ones. */
export const card = (id: string): WorkloadCard => find("workload", [...cards, ...ownCards()], id);

/** The card of a workload, a draft or a small world. */
export const anyCard = (id: string): WorkloadCard =>
  find("workload", [...known, ...worlds, ...ownCards()], id);

/**
 * One trial of the fastest workload: what the end-to-end tests enter, and what an operator may enter to see whether a
 * new deployment works. Found by its id only: no list of suites names it.
 */
const smokeSuite: Suite = {
  id: "smoke",
  version: 2,
  title: "Smoke test",
  summary: "One study of one workload: shows that a deployment works, says nothing about a submission.",
  practice: true,
  workloads: ["mnist_mlp"],
  rulesets: { external: { studies: 1, trials: 2 }, self: { studies: 1, trials: 1 } },
  rMax: 4,
  baselines: { external: "target_points_quick", self: "adam_self" },
};

/** Every suite that can be asked for by its id: those of `suites`, and the smoke test, which no list names. */
const allSuites: readonly Suite[] = [...suites, smokeSuite];

export const hasSuite = (id: string): boolean => allSuites.some((item) => item.id === id);

/** A suite by its id, listed or not; throws a UserError that lists the known ones. */
export const suite = (id: string): Suite => find("suite", hasSuite(id) ? allSuites : suites, id);

/** A hardware class by its id; throws a UserError that says what is missing of one that is not open yet, or lists the known ones. */
export function hardwareClass(id: string): HardwareClass {
  if (unmeasuredClasses.some((declared) => declared.id === id)) throw notOpen(id);
  return knownClasses.find((known) => known.id === id) ?? find("hardware class", hardwareClasses, id);
}

/** The workloads of a suite for which a class has no budget yet: on a class that the clock rules, each is measured. */
export const unmeasuredWorkloads = (suiteId: string, classId: string): readonly string[] =>
  suite(suiteId).workloads.filter(
    (workload) => card(workload).target.budgetSeconds[basisOf(classId)] === undefined,
  );

/** Whether there is a board of this suite on this class: a class that is open, with a budget for every workload. */
export const isOpen = (suiteId: string, classId: string): boolean =>
  hardwareClasses.some(({ id }) => id === classId) && unmeasuredWorkloads(suiteId, classId).length === 0;

/** What stands between a class, or a suite on it, and its boards. */
export function notOpen(classId: string, suiteId?: string): UserError {
  const isUnmeasured = unmeasuredClasses.some(({ id }) => id === classId);
  const ofSuites = (suiteId === undefined ? suites.map(({ id }) => id) : [suiteId]).flatMap((id) => {
    const missing = unmeasuredWorkloads(id, classId);
    return missing.length === 0 ? [] : [`budget and evaluation period of ${missing.join(", ")} (${id})`];
  });
  const missing = [...(isUnmeasured ? ["the seconds of its calibration"] : []), ...ofSuites];
  const options = suiteId === undefined ? "" : ` --suite ${suiteId}`;
  return new UserError({
    code: "class-unmeasured",
    what: `The hardware class ${classId} is not open yet${isUnmeasured || suiteId === undefined ? "" : ` for ${suiteId}`}: its reference machine is to be measured.`,
    details: `Missing: ${missing.join("; ")}.`,
    solution: `On the machine that shall be its reference, in the repository: npm run measure:class -- --class ${classId}${options}`,
  });
}

function find<Item extends { readonly id: string }>(noun: string, items: readonly Item[], id: string): Item {
  const found = items.find((item) => item.id === id);
  if (found !== undefined) return found;
  throw new UserError({
    code: `unknown-${noun.replaceAll(" ", "-")}`,
    what: `There is no ${noun} \`${id}\`.`,
    solution: `Use one of: ${items.map((item) => item.id).join(", ")}.`,
  });
}
