import { z } from "zod";
import { officialMeasureSchema } from "../measures.ts";

/** What trials cost at most: who reaches the target earlier costs less. */
export const quoteSchema = z.object({
  workloads: z.array(
    z.object({
      workload: z.string(),
      trials: z.int(),
      /** Charged at most, in the measure that rules the class; null where steps end a trial. */
      chargedSeconds: z.number().nullable(),
      /** By the clock at most, evaluations included, one after another. */
      wallSeconds: z.number().nullable(),
      /** False where the pace of the machine is not known: then charged time is taken for wall time. */
      isKnownHere: z.boolean(),
    }),
  ),
  trials: z.int(),
  chargedSeconds: z.number().nullable(),
  /** With `jobs` trials side by side. */
  wallSeconds: z.number().nullable(),
  jobs: z.int(),
  /** A guess from ten watts a core. */
  wattHours: z.number().nullable(),
});
export type Quote = z.infer<typeof quoteSchema>;

/** GET /v1/boards/{id}/quote */
export const boardQuoteSchema = quoteSchema.extend({
  board: z.string(),
  measure: officialMeasureSchema,
  /** Seconds until the last trial would end, entered now, at the pace of the last hours; null where that says nothing. */
  estimateSeconds: z.number().nonnegative().nullable(),
  /** Of its hardware class, heard of within five minutes. */
  runnersOnline: z.int(),
});
export type BoardQuote = z.infer<typeof boardQuoteSchema>;

/** What an entry has cost so far. */
const ledgerRowSchema = z.object({
  entry: z.string(),
  submission: z.string(),
  versionNumber: z.int(),
  board: z.string(),
  trust: z.enum(["verified", "self-reported"]),
  createdAt: z.iso.datetime(),
  /** Trials that it needs, and records that there are. */
  trials: z.int(),
  records: z.int(),
  /** Of these records together, in the measure that rules the board. */
  chargedSeconds: z.number(),
  steps: z.int(),
  /** Gradient evaluations; null where one of these records is older than this count. */
  gradients: z.int().nullable().default(null),
  wattHours: z.number(),
});
export type LedgerRow = z.infer<typeof ledgerRowSchema>;

/** GET /v1/me/ledger */
export const ledgerSchema = z.object({
  /** Newest first. */
  entries: z.array(ledgerRowSchema),
  /** Of the entries listed. */
  total: ledgerRowSchema.pick({
    trials: true,
    records: true,
    chargedSeconds: true,
    steps: true,
    gradients: true,
    wattHours: true,
  }),
  /** True where there are older entries that are not listed. */
  more: z.boolean(),
});
export type Ledger = z.infer<typeof ledgerSchema>;
