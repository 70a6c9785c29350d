import { z } from "zod";
import { textProblem } from "./valueProblem.ts";

/**
 * What somebody calls a thing, or gives as a reason: shown on pages and in terminals beside what others wrote, so nothing in it may turn the direction of
 * text or move a cursor. For what comes in; what was taken under earlier rules is still read.
 */
export const plainText = (least: number, most: number) =>
  z
    .string()
    .trim()
    .min(least)
    .max(most)
    .refine((text) => textProblem(text, most) === null, {
      error: ({ input }) => textProblem(input, most) ?? "must be plain text",
    });
