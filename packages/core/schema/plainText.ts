import { z } from "zod";
import { textProblem } from "./valueProblem.ts";

/** Characters without a form of their own, by which one name looks like another; joiners are left where letters or pictures are joined. */
const unseen = /(?!\u200c|\u200d|\ufe0e|\ufe0f)\p{Default_Ignorable_Code_Point}|[ -~](?:\u200c|\u200d)/u;

function nameProblem(text: string, most: number): string | null {
  return unseen.test(text)
    ? "must be plain text, without characters that nobody sees"
    : textProblem(text, most);
}

/**
 * What somebody calls a thing, or gives as a reason: shown on pages and in terminals beside what others wrote, so nothing in it may turn the direction of
 * text or move a cursor. For what comes in; what was taken under earlier rules is still read.
 */
export const plainText = (least: number, most: number) =>
  z
    .string()
    // One line: a name that has several would write its own into lists and logs.
    .overwrite((text) => text.replaceAll(/[\t\n\r]+/g, " "))
    .trim()
    .normalize("NFC")
    .min(least)
    .max(most)
    .refine((text) => nameProblem(text, most) === null, {
      error: ({ input }) => nameProblem(input as string, most) ?? "must be plain text",
    });
