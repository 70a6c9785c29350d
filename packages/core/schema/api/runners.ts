import { z } from "zod";
import { environmentSchema } from "../environment.ts";
import { plainText } from "../plainText.ts";
import { recordSchema } from "../record.ts";
import { hyperparameterPointSchema } from "../searchSpace.ts";
import { submissionSourceSchema } from "../sourceFiles.ts";
import { textProblem } from "../valueProblem.ts";
import { trialProgressSchema, trialStatusSchema } from "./entries.ts";

const instanceSchema = z.string().min(1).max(64);

/** What a program reads of its machine; every list of runners shows it. */
const mostMachineCharacters = 500;

/** POST /v1/runners: registers a runner, or renews its registration under the same name. */
export const registerRunnerSchema = z.strictObject({
  name: plainText(1, 80),
  /** Tells the process from others that work under this name; where it is given, only one of them at a time gets trials. */
  instance: instanceSchema.optional(),
  /** The process that worked under this name from the same place before, and is gone: this one takes its place at once. */
  replaces: instanceSchema.optional(),
  /** Hardware fingerprint; `environment.calibration` is the latest, or null where the first is still to be made. */
  environment: environmentSchema.superRefine((environment, context) => {
    for (const [name, value] of Object.entries(environment)) {
      const wrong = typeof value === "string" ? textProblem(value, mostMachineCharacters) : null;
      if (wrong !== null) context.addIssue({ code: "custom", path: [name], message: wrong });
    }
  }),
});

const relativeSpeed = z.number().positive();

/** Whether a runner may have verified trials of its hardware class. Relative speed is reference ÷ measured seconds. */
export const standingSchema = z.discriminatedUnion("kind", [
  /** The class is ruled by reference time, which is the same on a machine of any speed. */
  z.strictObject({ kind: z.literal("any-speed") }),
  /** This deployment checks no runner's speed: `npm start` on anybody's machine. */
  z.strictObject({ kind: z.literal("not-checked"), relativeSpeed: relativeSpeed.nullable() }),
  z.strictObject({ kind: z.literal("uncalibrated") }),
  z.strictObject({ kind: z.literal("within"), relativeSpeed, tolerance: z.number() }),
  z.strictObject({ kind: z.literal("outside"), relativeSpeed, tolerance: z.number() }),
]);
export type Standing = z.infer<typeof standingSchema>;

export const runnerSchema = z.object({
  id: z.string(),
  name: z.string(),
  hardwareClass: z.string(),
  environment: environmentSchema,
  standing: standingSchema,
  /** When the latest calibration arrived; null before the first. */
  calibratedAt: z.iso.datetime().nullable(),
  lastSeenAt: z.iso.datetime(),
});
export type RegisterRunner = z.infer<typeof registerRunnerSchema>;
export type Runner = z.infer<typeof runnerSchema>;

/** POST /v1/leases: asks for one trial; 204 where there is none. A runner with as many leases as jobs gets the one that it has not beaten for again. */
export const leaseRequestSchema = z.strictObject({
  runner: z.string(),
  /** As it registered; where another process of that runner has registered since, there is no lease. */
  instance: instanceSchema.optional(),
});

export const leaseSchema = z.object({
  trial: z.string(),
  /** Counts leases of this trial: a report names it, so that each attempt counts once. */
  attempt: z.int().positive(),
  entry: z.string(),
  submission: z.string(),
  version: z.string(),
  source: submissionSourceSchema,
  suite: z.string(),
  ruleset: z.enum(["external", "self"]),
  workload: z.string(),
  study: z.int(),
  trialIndex: z.int(),
  seed: z.int(),
  hyperparameters: hyperparameterPointSchema,
  /** Charged seconds beyond which the trial can change no score; null where there is no such time yet. */
  capSeconds: z.number().nullable(),
  expiresAt: z.iso.datetime(),
});
export type Lease = z.infer<typeof leaseSchema>;

/** POST /v1/leases/:trial/heartbeat */
export const heartbeatSchema = z.strictObject({
  attempt: z.int().positive(),
  progress: trialProgressSchema.nullable(),
});
export const heartbeatReplySchema = z.object({
  /** True: stop and do not report. The lease is lost or the entry was cancelled. */
  cancel: z.boolean(),
  capSeconds: z.number().nullable(),
  expiresAt: z.iso.datetime(),
});

/** POST /v1/leases/:trial/release: gives a trial back unfinished (drain, or the machine failed). */
export const releaseSchema = z.strictObject({
  attempt: z.int().positive(),
  /** `drain` does not count against the trial, `crash` does. */
  cause: z.enum(["drain", "crash"]),
  reason: z.string().max(2000),
});

/** POST /v1/leases/:trial/record: idempotent by (trial, attempt). */
export const reportSchema = z.strictObject({ attempt: z.int().positive(), record: recordSchema });

/** Answers a report: `finished`, or `queued`/`quarantined` where the machine had failed and the record does not count. */
export const reportReplySchema = z.object({
  trial: z.string(),
  attempt: z.int().positive(),
  status: trialStatusSchema,
  /** As the API computed it from the record's evaluations. */
  timeToTargetSeconds: z.number().nullable(),
});

export type Heartbeat = z.infer<typeof heartbeatSchema>;
export type HeartbeatReply = z.infer<typeof heartbeatReplySchema>;
export type Release = z.infer<typeof releaseSchema>;
export type Report = z.infer<typeof reportSchema>;
export type ReportReply = z.infer<typeof reportReplySchema>;
