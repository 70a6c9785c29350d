import type { Environment } from "@steepest/core/schema/environment.ts";
import { UserError } from "@steepest/core/schema/userError.ts";

type Crowding = Pick<Environment, "jobs" | "cores">;

/** What to say where more trials are to run side by side than there are cores, or null. */
export const coresWarning = ({ jobs, cores }: Crowding): string | null =>
  jobs <= cores
    ? null
    : `! ${jobs} trials side by side on ${cores} ${cores === 1 ? "core" : "cores"}: they wait for each other, and their times measure the crowd.`;

/** Throws where trials that are to be verified would share cores: charged wall time would not be theirs alone. */
export function requireCores({ jobs, cores }: Crowding): void {
  if (jobs <= cores) return;
  throw new UserError({
    code: "too-many-jobs",
    what: `${jobs} trials cannot run side by side on ${cores} ${cores === 1 ? "core" : "cores"}.`,
    details: "Verified times are wall-clock times: each trial needs a core of its own.",
    solution: `Start the runner with --jobs ${cores} at most.`,
  });
}
