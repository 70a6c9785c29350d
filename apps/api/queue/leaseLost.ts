import type { trials } from "../database/schema.ts";
import { ApiProblem } from "../http/apiProblem.ts";

/** Answers a runner that works on what is no longer its own. */
export function leaseLost(trial: typeof trials.$inferSelect, attempt: number): ApiProblem {
  return new ApiProblem(409, "lease-lost", {
    title: `Attempt ${attempt} no longer holds the lease of trial ${trial.id}.`,
    detail: `The trial is ${trial.status}, at attempt ${trial.attempt}.`,
    solution:
      "Drop this run and ask for another lease: the lease ran out, was released, or the entry was cancelled.",
  });
}
