import { manifestSchema } from "@steepest/core/schema/manifest.ts";
import { submissionSourceSchema } from "@steepest/core/schema/sourceFiles.ts";
import { z } from "zod";

/**
 * The tokens of each file, as alternating lengths and places in `classes`. Numbers instead of HTML: what reads strangers' text is
 * not trusted to write a page.
 */
export const highlightingSchema = z.strictObject({
  classes: z.array(z.string().regex(/^(?:tok-[A-Za-z0-9]+(?: tok-[A-Za-z0-9]+)*)?$/)).max(100),
  files: z.record(z.string(), z.array(z.int().nonnegative())),
});
export type Highlighting = z.infer<typeof highlightingSchema>;

/** What the reader is asked. */
export const readRequestSchema = z.strictObject({
  source: submissionSourceSchema,
  /** Whether the submission is evaluated for its manifest, or its files are highlighted only. */
  evaluate: z.boolean(),
  /** Whose turn it takes: nobody's bombs hold up the reading of somebody else's files. */
  turn: z.string().max(200),
});
export type ReadRequest = z.infer<typeof readRequestSchema>;

/** What is wrong with a submission: the parts of a SubmissionError. */
const refusalSchema = z.strictObject({
  code: z.string().max(100),
  message: z.string(),
  solution: z.string(),
  /** File, line and column, as far as they are known. */
  place: z.string().nullable(),
});
export type Refusal = z.infer<typeof refusalSchema>;

/** What the reader answers. */
export const readingSchema = z.discriminatedUnion("state", [
  z.strictObject({
    state: z.literal("read"),
    /** Null where the submission was not to be evaluated. */
    manifest: manifestSchema.nullable(),
    highlighting: highlightingSchema,
  }),
  z.strictObject({ state: z.literal("refused"), refusal: refusalSchema }),
  /** The reading took too long, or broke what reads: it was ended from outside. */
  z.strictObject({ state: z.literal("stopped"), why: z.enum(["deadline", "crash"]) }),
  /** Too much waits to be read. */
  z.strictObject({ state: z.literal("busy") }),
]);
export type Reading = z.infer<typeof readingSchema>;
