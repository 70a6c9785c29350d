import { z } from "zod";

/** Part of a text, in small letters. */
export const part = (of: string) =>
  z
    .string()
    .trim()
    .max(60)
    .transform((text) => text.toLowerCase())
    .optional()
    .meta({ description: `Part of ${of}.` });
/** A field of a form that nothing was written into asks for nothing. */
export const orNothing = <Field extends z.ZodType>(field: Field) =>
  z.preprocess((given) => (given === "" ? undefined : given), field.optional());
export const bound = (description: string) =>
  orNothing(z.coerce.number().nonnegative()).meta({ description });
const day = (description: string) => orNothing(z.iso.date()).meta({ description });

/** Which rows of a board are shown. Each field narrows it; what a row does not say matches no field that asks for it. */
export const boardFilterSchema = z.object({
  find: part("a submission's name"),
  author: part("an author's name"),
  paper: part("the paper that it names"),
  stateFrom: bound("Least optimizer state, in bytes a parameter as its author states it."),
  stateTo: bound("Most optimizer state, in bytes a parameter."),
  stepFrom: bound("Least milliseconds of a step in the official measure, over all trials of the entry."),
  stepTo: bound("Most milliseconds of a step."),
  enteredFrom: day("First day, in UTC, on which it was entered."),
  enteredTo: day("Last day, in UTC, on which it was entered."),
});
export type BoardFilter = z.infer<typeof boardFilterSchema>;

/** What a filter asks of a row beside its name. */
export interface FilteredFacts {
  readonly authors: readonly string[];
  readonly paper: string | null;
  /** Bytes of optimizer state a parameter. */
  readonly state: number | null;
  /** Milliseconds of a step. */
  readonly step: number | null;
  /** A day in UTC, `2026-11-29`. */
  readonly entered: string;
}

/** Whether a filter asks for more than a part of a name: then `FilteredFacts` are needed. */
export const asksForFacts = ({ find: _, ...rest }: BoardFilter): boolean =>
  Object.values(rest).some((value) => value !== undefined && value !== "");

export const isNamed = ({ find = "" }: BoardFilter, submission: string): boolean =>
  submission.toLowerCase().includes(find);

export function hasFacts(filter: BoardFilter, facts: FilteredFacts): boolean {
  const within = (value: number | null, from: number | undefined, to: number | undefined): boolean =>
    (from === undefined && to === undefined) ||
    (value !== null && value >= (from ?? 0) && value <= (to ?? Number.POSITIVE_INFINITY));
  const { author = "", paper = "", enteredFrom = "", enteredTo = "9999-12-31" } = filter;
  return (
    (author === "" || facts.authors.some((name) => name.toLowerCase().includes(author))) &&
    (paper === "" || facts.paper?.toLowerCase().includes(paper) === true) &&
    within(facts.state, filter.stateFrom, filter.stateTo) &&
    within(facts.step, filter.stepFrom, filter.stepTo) &&
    facts.entered >= enteredFrom &&
    facts.entered <= enteredTo
  );
}
