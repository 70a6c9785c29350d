import type { TrialView } from "@steepest/core/schema/api/entries.ts";

/** What is said of a trial that has a reason and no record, and what becomes of it, by where it stands now. */
export function describeUnfinished(status: TrialView["status"]): { what: string; solution: string } {
  switch (status) {
    case "queued":
    case "leased":
      return {
        what: "The last attempt did not finish.",
        solution:
          "It is tried again. Where runners of three owners lose it, or those of the only owner three times, it is given up.",
      };
    case "quarantined":
      return {
        what: "The trial was given up.",
        solution:
          "Nobody tries it again by itself, and it counts as not reached. Its owner can have an entry's given-up trials run again once; an operator can queue it.",
      };
    case "cancelled":
      return { what: "The trial was cancelled.", solution: "It is not tried again." };
    case "finished":
      return { what: "An earlier attempt did not finish.", solution: "A later one did." };
  }
}
