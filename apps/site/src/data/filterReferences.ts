import type { Ruleset } from "@steepest/core/schema/ruleset.ts";
import type { ReferenceEntry } from "./referenceEntry.ts";

/** What a visitor wants to see of the references; null where it does not matter. */
export interface ReferenceFilter {
  readonly ruleset: Ruleset | null;
  readonly verified: "golden" | "paper" | null;
}

/** The filter of an address's query; values that mean nothing do not filter. */
export function readReferenceFilter(query: URLSearchParams): ReferenceFilter {
  const one = <Value extends string>(name: string, ...known: Value[]): Value | null =>
    known.find((value) => value === query.get(name)) ?? null;
  return { ruleset: one("ruleset", "external", "self"), verified: one("verified", "golden", "paper") };
}

/** Address of the page with this filter. */
export function referenceFilterUrl({ ruleset, verified }: ReferenceFilter): string {
  const query = new URLSearchParams();
  if (ruleset !== null) query.set("ruleset", ruleset);
  if (verified !== null) query.set("verified", verified);
  return query.size === 0 ? "/references" : `/references?${query}`;
}

type Filtered = Pick<ReferenceEntry, "manifest" | "verification">;

/** Those of the references that the filter lets through, in their order. */
export const filterReferences = <Entry extends Filtered>(
  references: readonly Entry[],
  { ruleset, verified }: ReferenceFilter,
): Entry[] =>
  references.filter(
    ({ manifest, verification: { golden, papers } }) =>
      (ruleset === null || manifest.ruleset === ruleset) &&
      (verified === null || (verified === "golden" ? golden !== null : papers.length > 0)),
  );
