import type { Suite } from "@steepest/core/schema/suite.ts";
import { ApiProblem } from "../http/apiProblem.ts";

/**
 * Refuses entries on a suite with held-out variants until these are drawn, and then versions that were submitted after the seed was published: they
 * may have been made for the variants. `createdAt`: milliseconds since 1970.
 */
export function requireDraw({ id, heldOut }: Suite, version: { readonly createdAt: number }): void {
  if (heldOut === undefined) return;
  const { published, seedSha256 } = heldOut;
  if (published === null) {
    throw new ApiProblem(409, "not-drawn", {
      title: `The held-out variants of ${id} are not drawn yet.`,
      detail: `They follow from a seed with the SHA-256 ${seedSha256}, which is published when the round closes.`,
      solution:
        "Submit the version now and enter it when the seed is published: later versions are not taken.",
    });
  }
  if (version.createdAt > Date.parse(published.at)) {
    throw new ApiProblem(422, "version-too-late", {
      title: `This version was submitted after the held-out variants of ${id} were drawn.`,
      detail: `The seed was published at ${published.at}; the version is of ${new Date(version.createdAt).toISOString()}.`,
      solution: "Enter an earlier version, or this one on the suite `standard`.",
    });
  }
}
