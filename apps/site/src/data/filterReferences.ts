import { isAsAsked, type SubmissionFilter } from "@steepest/core/schema/api/submissionFilter.ts";
import type { ReferenceEntry } from "./referenceEntry.ts";

type Filtered = Pick<ReferenceEntry, "manifest" | "verification">;

/** Those of the references that are as asked, in their order; `verified` is left out, or means nothing, where it does not matter. */
export const filterReferences = <Entry extends Filtered>(
  references: readonly Entry[],
  filter: SubmissionFilter,
  verified: string | null,
): Entry[] =>
  references.filter(
    ({ manifest, verification: { golden, papers } }) =>
      isAsAsked(filter, {
        ...manifest,
        description: manifest.description ?? null,
        authors: manifest.authors ?? [],
        paper: manifest.paper ?? null,
        stateBytesPerParameter: manifest.stateBytesPerParameter ?? null,
      }) &&
      (verified !== "golden" || golden !== null) &&
      (verified !== "paper" || papers.length > 0),
  );
