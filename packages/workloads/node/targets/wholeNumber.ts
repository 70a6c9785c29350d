import { UserError } from "@steepest/base/userError.ts";

/** An option that is a whole number; throws a UserError for another text. */
export function wholeNumber(option: string, text: string, least: number): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new UserError({
    code: "bad-option",
    what: `--${option} is ${text}.`,
    solution: `Give a whole number of at least ${least}.`,
  });
}
