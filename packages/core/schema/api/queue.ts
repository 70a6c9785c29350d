import { z } from "zod";

/** GET /v1/entries/{id}/queue: where an entry waits, and for whom. */
export const queueViewSchema = z.object({
  entry: z.string(),
  hardwareClass: z.string(),
  /** Its trials that wait for a runner, and that run. */
  waiting: z.int(),
  running: z.int(),
  /** Of its next trial among all that wait for its hardware class, as turns stand: 1 is the next to be given. Null where none of its trials waits, or it takes no turns (self-reported). */
  position: z.int().positive().nullable(),
  /** Seconds until its last trial ends, at the pace of the last hours. Null where that says nothing. */
  estimateSeconds: z.number().nonnegative().nullable(),
  /** Of its hardware class, heard of within five minutes. */
  runnersOnline: z.int(),
  /** When the last of them was heard of; null where there was never one. */
  lastRunnerSeenAt: z.iso.datetime().nullable(),
});
export type QueueView = z.infer<typeof queueViewSchema>;
