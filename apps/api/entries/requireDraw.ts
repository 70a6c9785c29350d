import type { Suite } from "@steepest/core/schema/suite.ts";
import { ApiProblem } from "../http/apiProblem.ts";

/** A version of a submission, as far as a draw goes. */
interface Candidate {
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/**
 * Refuses entries on a suite with held-out variants until these are drawn. Then takes of every submission one version: the latest that was uploaded
 * before the seed was published. A later one may have been made for the variants, and of several earlier ones each could have been meant for another draw. `all`: the submission's versions.
 */
export function requireDraw({ id, heldOut }: Suite, version: Candidate, all: readonly Candidate[]): void {
  if (heldOut === undefined) return;
  const { published, seedSha256 } = heldOut;
  if (published === null) {
    throw new ApiProblem(409, "not-drawn", {
      title: `The held-out variants of ${id} are not drawn yet.`,
      detail: `They follow from a seed with the SHA-256 ${seedSha256}, which is published when the round closes.`,
      solution:
        "The version is uploaded, and in time: enter it when the seed is published. Versions that are uploaded after that are not taken.",
    });
  }
  if (version.createdAt > Date.parse(published.at)) {
    throw new ApiProblem(422, "version-too-late", {
      title: `This version was submitted after the held-out variants of ${id} were drawn.`,
      detail: `The seed was published at ${published.at}; the version is of ${new Date(version.createdAt).toISOString()}.`,
      solution:
        "Enter the latest version that was uploaded before that time, or this one on the suite `standard`.",
    });
  }
  const inTime = all.filter(({ createdAt }) => createdAt <= Date.parse(published.at));
  const latest = inTime.reduce((one, other) => (other.createdAt > one.createdAt ? other : one), version);
  if (latest.version !== version.version) {
    throw new ApiProblem(422, "version-superseded", {
      title: `A later version of this submission stands for it on ${id}.`,
      detail: `Of every submission the latest version before ${published.at} is taken: ${latest.version}.`,
      solution: "Enter that version.",
    });
  }
}
