import { z } from "zod";
import { familyOf, paperFamilies } from "../paperFamilies.ts";
import { rulesetSchema } from "../ruleset.ts";
import { bound, orNothing, part } from "./boardFilter.ts";
import type { SubmissionSummary } from "./submissions.ts";

/** Which submissions are shown, by what the latest version says of itself. Each field narrows it; what is not said matches no field that asks for it. */
export const submissionFilterSchema = z.object({
  find: part("a submission's name or description"),
  author: part("an author's or the owner's name"),
  paper: part("the paper that it names"),
  family: orNothing(z.enum(paperFamilies)).meta({ description: "The family of the paper that it names." }),
  ruleset: orNothing(rulesetSchema),
  stateFrom: bound("Least optimizer state, in bytes a parameter as its author states it."),
  stateTo: bound("Most optimizer state, in bytes a parameter."),
});
export type SubmissionFilter = z.infer<typeof submissionFilterSchema>;

type Filtered = Pick<
  SubmissionSummary,
  "name" | "description" | "authors" | "paper" | "ruleset" | "stateBytesPerParameter"
> & { readonly owner?: string };

/** Whether a submission is as a filter asks, for lists that need no database. */
export function isAsAsked(
  { find = "", author = "", paper = "", family, ruleset, stateFrom, stateTo }: SubmissionFilter,
  submission: Filtered,
): boolean {
  const { name, description, authors, owner, stateBytesPerParameter: state } = submission;
  const has = (texts: readonly (string | null | undefined)[], words: string): boolean =>
    words === "" || texts.some((text) => text?.toLowerCase().includes(words));
  return (
    has([name, description], find) &&
    has([...authors, owner], author) &&
    has([submission.paper], paper) &&
    (family === undefined || familyOf(submission.paper) === family) &&
    (ruleset === undefined || submission.ruleset === ruleset) &&
    ((stateFrom === undefined && stateTo === undefined) ||
      (state !== null && state >= (stateFrom ?? 0) && state <= (stateTo ?? Number.POSITIVE_INFINITY)))
  );
}
