import { z } from "zod";

/** An API error (RFC 9457), with the way out in `solution`. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  solution: z.string().optional(),
  instance: z.string().optional(),
  /** By which the operator finds the request in the log. */
  requestId: z.string().optional(),
  /** On a conflict: the id of what is there already. */
  existing: z.string().optional(),
  /** Where single fields are wrong. */
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type ProblemDetails = z.infer<typeof problemSchema>;
