import { z } from "zod";
import { measureSchema } from "../measures.ts";
import { recordCountsSchema, voidedSchema } from "./trust.ts";

const interval = z.tuple([z.number(), z.number()]).nullable();

export const boardRowSchema = z.object({
  rank: z.int().positive(),
  /** 95 % bootstrap interval over studies; null where there is one study only. */
  rankInterval: interval,
  submission: z.string(),
  version: z.string(),
  /** Of the version among those of its submission, from 1. */
  number: z.int().positive(),
  entry: z.string(),
  trust: z.enum(["verified", "self-reported"]),
  /** Its owner has taken it out of the ranking: the row stays, struck through, and those behind it move up. */
  withdrawn: z.boolean(),
  /** True while trials are missing: the row counts them as not reached. */
  provisional: z.boolean(),
  progress: z.object({ finished: z.int(), total: z.int() }),
  /** How far its records can be relied on; unknown of local runs. */
  records: recordCountsSchema.optional(),
  score: z.number(),
  scoreInterval: interval,
  /** Workload time by workload id; null where the target was not reached. */
  times: z.record(z.string(), z.number().nullable()),
  /** Geometric-mean speed-up against the suite's baseline over workloads that both reach; null where there is none. */
  speedup: z.number().nullable(),
  /** The performance profile's steps: ρ jumps to `rho` at `tau`. */
  profile: z.array(z.object({ tau: z.number(), rho: z.number() })),
});
/** An entry that counts no more. */
const voidedEntrySchema = voidedSchema.extend({
  entry: z.string(),
  submission: z.string(),
  number: z.int().positive(),
});

export type BoardRow = z.infer<typeof boardRowSchema>;

/** GET /v1/boards/:id?measure=…: by default the one that rules the class */
export const boardViewSchema = z.object({
  id: z.string(),
  suite: z.string(),
  suiteVersion: z.int(),
  ruleset: z.enum(["external", "self"]),
  hardwareClass: z.string(),
  measure: measureSchema,
  workloads: z.array(z.string()),
  /** Charged seconds between evaluations, by workload, under the measure that rules the class: times nearer to each other are tied. Empty under others. */
  evaluationPeriods: z.record(z.string(), z.number().positive()),
  rMax: z.number(),
  baseline: z.string(),
  /** Best first. Verified rows. */
  rows: z.array(boardRowSchema),
  /** Ranked among themselves. */
  selfReported: z.array(boardRowSchema),
  /** Entries that were withdrawn: they stay to be seen, with the reason. */
  voided: z.array(voidedEntrySchema).default([]),
  updatedAt: z.iso.datetime(),
});
export type BoardView = z.infer<typeof boardViewSchema>;

/** One row of GET /v1/boards */
export const boardSummarySchema = z.object({
  id: z.string(),
  suite: z.string(),
  ruleset: z.enum(["external", "self"]),
  hardwareClass: z.string(),
  entries: z.int(),
});
export type BoardSummary = z.infer<typeof boardSummarySchema>;
