import { z } from "zod";
import { measureSchema } from "../measures.ts";
import { recordCountsSchema, voidedSchema } from "./trust.ts";

const interval = z.tuple([z.number(), z.number()]).nullable();

export const boardRowSchema = z.object({
  /** Among complete entries; of one that is not, or is superseded, where it would stand as it is. */
  rank: z.int().positive(),
  /** 95 % bootstrap interval over studies; null where there is one study only. */
  rankInterval: interval,
  submission: z.string(),
  version: z.string(),
  /** Of the version among those of its submission, from 1. */
  number: z.int().positive(),
  entry: z.string(),
  trust: z.enum(["verified", "self-reported"]),
  /** True while trials are missing: the row counts them as not reached. */
  provisional: z.boolean(),
  progress: z.object({ finished: z.int(), total: z.int() }),
  /** True of an earlier version, which has no rank; left out of others. */
  superseded: z.boolean().optional(),
  /** How far its records can be relied on; unknown of local runs. */
  records: recordCountsSchema.optional(),
  score: z.number(),
  scoreInterval: interval,
  /** Workload time by workload id; null where the target was not reached. */
  times: z.record(z.string(), z.number().nullable()),
  /** Geometric-mean speed-up against the suite's baseline over workloads that both reach; null where there is none. */
  speedup: z.number().nullable(),
  /** How many base workloads that is over. */
  speedupOver: z.int().default(0),
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

/** An entry of the board that has no rank: cancelled, taken out by its owner, or of an earlier version than the one that has. */
export const unrankedRowSchema = boardRowSchema
  .pick({
    submission: true,
    version: true,
    number: true,
    entry: true,
    trust: true,
    progress: true,
    times: true,
  })
  .extend({ status: z.enum(["superseded", "cancelled", "withdrawn"]) });
export type UnrankedRow = z.infer<typeof unrankedRowSchema>;

/** How the first rows of a board stand to each other. */
export const boardStandingSchema = z.object({
  /** Ids, in order of rank. */
  entries: z.array(z.string()),
  /** How often the one of the row scores higher than the one of the column when the studies of all are drawn anew (ties half); null with one study. */
  beats: z.array(z.array(z.number())).nullable(),
  /** Every pair, `one` before `other`, by place: the rank-sum test over all workloads and studies, and the same corrected for all pairs here (Holm). */
  pairs: z.array(
    z.object({
      one: z.int(),
      other: z.int(),
      pValue: z.number().nullable(),
      adjusted: z.number().nullable(),
    }),
  ),
  /** Places that were not told apart at 5 %, each group as large as it can be. */
  tied: z.array(z.array(z.int())),
});
export type BoardStanding = z.infer<typeof boardStandingSchema>;

/** What a board can show of an entry beside its results. */
export const rowDetailsSchema = z.object({
  authors: z.array(z.string()),
  paper: z.string().nullable(),
  /** As its author states it. */
  stateBytesPerParameter: z.number().nullable(),
  enteredAt: z.iso.datetime(),
  /** Of all its trials together, in the official measure, and their steps: what the whole entry has cost, and a step of it. */
  chargedSeconds: z.number(),
  steps: z.int(),
  /** By the workers that these trials simulated, all together; null where there were none. */
  bytesSent: z.number().nullable(),
  /** Reference time of all its trials, had everything that they computed side by side run at once; null where nothing was, so that it is what was charged. */
  criticalSeconds: z.number().nullable().default(null),
  /** The largest ε and δ that its trials state of themselves, which nobody proves; null where a trial that took a step states none. */
  privacy: z.object({ epsilon: z.number(), delta: z.number() }).nullable().default(null),
  /** Gradient evaluations to the target, the median of studies, summed over the workloads that it reaches; and how many these are. */
  gradients: z.number(),
  gradientsOver: z.int(),
  /** Gradient evaluations of all its trials together; null where one of its records is older than this count. */
  gradientsOfAll: z.int().nullable().default(null),
});
export type RowDetails = z.infer<typeof rowDetailsSchema>;

const timesOfColumns = z.record(z.string(), z.number().nullable());

/** GET /v1/boards/:id?measure=…&page=…: by default the measure that rules the class, and the first page */
export const boardViewSchema = z.object({
  id: z.string(),
  suite: z.string(),
  suiteVersion: z.int(),
  /** True where the suite is for practice: its boards rank nobody officially. */
  practice: z.boolean(),
  ruleset: z.enum(["external", "self"]),
  hardwareClass: z.string(),
  measure: measureSchema,
  workloads: z.array(z.string()),
  /** Charged seconds between evaluations, by workload, under the measure that rules the class: times nearer to each other are tied. Empty under others. */
  evaluationPeriods: z.record(z.string(), z.number().positive()),
  rMax: z.number(),
  baseline: z.string(),
  /** From 1. Each page has its part of each list: of `rows`, of `selfReported` and of `unranked`. */
  page: z.int().positive(),
  pages: z.int().positive(),
  totals: z.object({ rows: z.int(), selfReported: z.int(), unranked: z.int() }),
  /** Best workload time among all rows of either list, not only those of the page; null where nobody reached the target. */
  fastest: z.object({ rows: timesOfColumns, selfReported: timesOfColumns }),
  /** Best first. Verified rows, of every submission that of its latest version here; where all versions were asked for, those of complete earlier ones among them. */
  rows: z.array(boardRowSchema),
  /** Of its first twelve verified rows that are complete, whatever the page; null where there are fewer than two. */
  standing: boardStandingSchema.nullable().default(null),
  /** Ranked among themselves. */
  selfReported: z.array(boardRowSchema),
  /** Newest first. Times of superseded and withdrawn entries that are complete count where others are compared with the fastest. */
  unranked: z.array(unrankedRowSchema),
  /** Entries that were withdrawn: they stay to be seen, with the reason. */
  voided: z.array(voidedEntrySchema).default([]),
  /** By entry, of the page's verified rows, where they were asked for. */
  details: z.record(z.string(), rowDetailsSchema).optional(),
  updatedAt: z.iso.datetime(),
});
export type BoardView = z.infer<typeof boardViewSchema>;

/** GET /v1/boards/:id/studies?measure=…: what the scores of its verified entries are made of. */
export const boardStudiesSchema = z.object({
  id: z.string(),
  suiteVersion: z.int(),
  measure: measureSchema,
  rMax: z.number(),
  baseline: z.string(),
  /** Planned for every workload. */
  studies: z.int().positive(),
  workloads: z.array(
    z.object({ id: z.string(), variantOf: z.string().nullable(), target: z.number().nullable() }),
  ),
  /** In order of arrival. Of those that are not `ranked` (superseded, withdrawn) the times count where others are compared with the fastest. */
  entries: z.array(
    z.object({
      entry: z.string(),
      submission: z.string(),
      number: z.int(),
      ranked: z.boolean(),
      complete: z.boolean(),
      /** When its last trial ended; null before. */
      endedAt: z.iso.datetime().nullable().default(null),
      /** By workload, in their order, the time of every study; null where the target was not reached. */
      times: z.array(z.array(z.number().nullable())),
    }),
  ),
  updatedAt: z.iso.datetime(),
});
export type BoardStudies = z.infer<typeof boardStudiesSchema>;

/** GET /v1/boards/:id/milestones?measure=…: when the studies of a board reached easier targets. */
export const boardMilestonesSchema = z.object({
  id: z.string(),
  measure: measureSchema,
  /** In the order of the board's. */
  workloads: z.array(
    z.object({ id: z.string(), direction: z.enum(["min", "max"]), target: z.number().nullable() }),
  ),
  /** By workload and study the values reached and when, both in order (`core/score/milestones.ts`). */
  entries: z.array(
    z.object({
      entry: z.string(),
      milestones: z.array(z.array(z.array(z.tuple([z.number(), z.number()])))),
    }),
  ),
  /** Records that are older than milestones: their studies count with their times to the workload's own target. */
  unknown: z.int(),
});
export type BoardMilestones = z.infer<typeof boardMilestonesSchema>;

/** A record that was set. */
const historyStepSchema = z.object({
  entry: z.string(),
  submission: z.string(),
  number: z.int(),
  at: z.iso.datetime(),
  /** Workload time in the measure; of a board the anchored score. */
  value: z.number(),
  /** How many times better than the record before it; null of the first. */
  factor: z.number().nullable(),
});
export type HistoryStep = z.infer<typeof historyStepSchema>;

/** GET /v1/boards/:id/history?measure=…: who held the records, the first first. */
export const boardHistorySchema = z.object({
  id: z.string(),
  measure: measureSchema,
  baseline: z.string(),
  board: z.array(historyStepSchema),
  workloads: z.record(z.string(), z.array(historyStepSchema)),
  updatedAt: z.iso.datetime(),
});
export type BoardHistory = z.infer<typeof boardHistorySchema>;

/** One row of GET /v1/boards */
export const boardSummarySchema = z.object({
  id: z.string(),
  suite: z.string(),
  practice: z.boolean(),
  ruleset: z.enum(["external", "self"]),
  hardwareClass: z.string(),
  /** Not counting cancelled ones. */
  entries: z.int(),
  /** The first of its rows, in the measure that rules the class; null where there is none. */
  leader: boardRowSchema.pick({ submission: true, score: true, provisional: true }).nullable(),
});
export type BoardSummary = z.infer<typeof boardSummarySchema>;
