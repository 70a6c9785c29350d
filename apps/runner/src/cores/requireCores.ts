import { availableParallelism } from "node:os";
import { UserError } from "@steepest/base/userError.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import { measureOf } from "@steepest/workloads/hardwareClasses.ts";
import { physicalCores } from "./usableCores.ts";

/** Trials side by side, where nobody says: all cores where time is counted, one where trials would slow each other down. */
export const defaultJobs = (hardwareClass: string): number =>
  measureOf(hardwareClass) === "reference" ? availableParallelism() : 1;

/** `cores` are logical ones: what the system schedules on, and may grant a part of. */
type Crowding = Pick<Environment, "jobs" | "cores" | "hardwareClass">;

/** Two threads of one physical core share its arithmetic: it is fit for one trial. */
const coresForTrials = (cores: number, physical: number | null) => Math.min(cores, physical ?? cores);

function describeCores(cores: number, logical: number): string {
  const kind = cores < logical ? "physical core" : "core";
  return `${cores} ${kind}${cores === 1 ? "" : "s"}`;
}

/** What to say where more trials are to run side by side than there are cores, or null. */
export function coresWarning(
  { jobs, cores: logical, hardwareClass }: Crowding,
  physical = physicalCores(),
): string | null {
  if (measureOf(hardwareClass) === "reference") return null;
  const cores = coresForTrials(logical, physical);
  if (jobs <= cores) return null;
  return `! ${jobs} trials side by side on ${describeCores(cores, logical)}: they wait for each other, and their times measure the crowd.`;
}

/** Throws where trials that are to be verified would share cores: charged wall time would not be theirs alone. */
export function requireCores(
  { jobs, cores: logical }: Omit<Crowding, "hardwareClass">,
  physical = physicalCores(),
): void {
  const cores = coresForTrials(logical, physical);
  if (jobs <= cores) return;
  const threads = cores < logical ? ` The ${logical} that the system shows are threads of those.` : "";
  throw new UserError({
    code: "too-many-jobs",
    what: `${jobs} trials cannot run side by side on ${describeCores(cores, logical)}.`,
    details: `Verified times are wall-clock times: each trial needs a core of its own.${threads}`,
    solution: `Start the runner with --jobs ${cores} at most.`,
  });
}
