import { z } from "zod";

/** GET /v1/health: answers once the database can be read. */
export const healthSchema = z.object({
  status: z.literal("ok"),
  /** Version of the API's contract. */
  api: z.literal("v1"),
  time: z.iso.datetime(),
});
export type Health = z.infer<typeof healthSchema>;
