import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { z } from "zod";
import { type SandboxSnapshot, sandboxFactsSchema } from "../sandbox/sandboxSnapshot.ts";
import { recordSchema } from "../schema/record.ts";
import { submissionVersion } from "../submission/submissionVersion.ts";
import type { TrialOptions } from "./trialOptions.ts";

const { evaluations, timeToTarget, test } = recordSchema.shape;

/** What a trial has come to between two steps, beside the blobs of its sandbox. */
export const trialFactsSchema = z.strictObject({
  format: z.literal("steepest-snapshot/1"),
  /** Of which trial it is; it fits no other. */
  trial: z.string(),
  step: z.int().nonnegative(),
  startedAt: z.iso.datetime(),
  lastEvaluationAt: z.number(),
  trainLoss: z.number().nullable(),
  evaluations,
  reached: timeToTarget,
  test,
  split: z.strictObject({
    init: z.number(),
    select: z.number(),
    update: z.number(),
    prepare: z.number(),
    evaluate: z.number(),
    elsewhere: z.number().default(0),
  }),
  meter: z.strictObject({
    wall: z.number(),
    cpu: z.number().nullable(),
    loading: z.strictObject({ wall: z.number(), cpu: z.number() }),
  }),
  sandbox: sandboxFactsSchema,
});
export type TrialFactsOfSnapshot = z.infer<typeof trialFactsSchema>;

/**
 * A trial between two steps: what `TrialOptions.resume` goes on from, to the same record as without the break. Only clocks and the peak of memory differ.
 * Its engine must be one that has run nothing else.
 */
export interface TrialSnapshot {
  readonly facts: TrialFactsOfSnapshot;
  readonly blobs: SandboxSnapshot["blobs"];
}

/** Names a trial by all that its bits follow from. */
export function trialId(options: TrialOptions): string {
  const { workload, ruleset, hyperparameters, study, trial, seed, librarySha256, budgetSeconds } = options;
  const { evaluationPeriodSeconds, maxSteps, evaluationSteps, ignoreBudget, target, stepHint } = options;
  const { continueAfterTarget, randomness, environment, source } = options;
  const { backend, featureLevel } = environment;
  const all = [
    [submissionVersion(source), workload.card.id, workload.card.dataset.sha256, ruleset, hyperparameters],
    [study, trial, seed, librarySha256, budgetSeconds, evaluationPeriodSeconds, backend, featureLevel],
    [maxSteps, evaluationSteps, ignoreBudget, target, stepHint, continueAfterTarget, randomness],
  ];
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(all))));
}

/** When snapshots are taken, and where they go. */
export interface Snapshots {
  /** Asked after each step that did not end the trial. */
  isDue(step: number): boolean;
  keep(snapshot: TrialSnapshot): void | Promise<void>;
}
