import { z } from "zod";

/** Trials by where they stand, of one hardware class. */
export const queueDepthSchema = z.object({
  hardwareClass: z.string(),
  queued: z.int(),
  leased: z.int(),
  quarantined: z.int(),
  /** How long the oldest entry with a queued trial has waited; null where none does. */
  oldestSeconds: z.number().nullable(),
  /** When a runner of the class was last seen. */
  lastRunnerSeenAt: z.iso.datetime().nullable(),
});
export type QueueDepth = z.infer<typeof queueDepthSchema>;

/** GET /v1/health: what is well; a problem (503) says what is not. */
export const healthSchema = z.object({
  status: z.literal("ok"),
  /** Version of the API's contract. */
  api: z.literal("v1"),
  time: z.iso.datetime(),
  /** The queue by hardware class; older deployments do not say. */
  queue: z.array(queueDepthSchema).optional(),
});
export type Health = z.infer<typeof healthSchema>;
