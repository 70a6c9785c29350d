import { z } from "zod";

/** How a trial ended. Every way it can end is a member; nothing is signalled by a missing field. */
export const trialOutcomeSchema = z.discriminatedUnion("kind", [
  /** An evaluation met the validation target. */
  z.strictObject({ kind: z.literal("reached") }),
  /** The budget was spent before the target was met. */
  z.strictObject({ kind: z.literal("exhausted") }),
  /** Stopped at its cap: from there on it could change no score. */
  z.strictObject({ kind: z.literal("capped"), capSeconds: z.number() }),
  /** An evaluation was not finite, or gave the metric a value that it cannot have. */
  z.strictObject({ kind: z.literal("diverged") }),
  /** The submission (or the machine) failed. */
  z.strictObject({
    kind: z.literal("failed"),
    /** Who is to blame: only `submission` failures are final, `machine` ones are tried again. */
    cause: z.enum(["submission", "machine"]),
    /** A stable code such as `guest-exception`, `step-deadline`, `tensor-memory`, `device-lost`. */
    code: z.string(),
    reason: z.string(),
    /** The guest's stack with the submission's file:line, where there is one. */
    stack: z.string().nullable(),
  }),
  /** Stopped from outside. */
  z.strictObject({ kind: z.literal("cancelled") }),
]);
export type TrialOutcome = z.infer<typeof trialOutcomeSchema>;
