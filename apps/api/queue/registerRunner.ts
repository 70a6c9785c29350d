import type { RegisterRunner } from "@steepest/core/schema/api/runners.ts";
import { hardwareClass } from "@steepest/workloads/catalogue.ts";
import { eq, sql } from "drizzle-orm";
import type { Actor } from "../auth/actor.ts";
import { eventsFrom } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { runners } from "../database/schema.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { mostJobs } from "./leaseRules.ts";
import { refuseBanned } from "./ownRunner.ts";

/** Runners ask or beat every few seconds, which is noted once a minute: one that was not heard of for so long is gone, and another process may have its name. */
const silentMilliseconds = 2 * 60_000;

type RunnerRow = typeof runners.$inferSelect;

/** A name stays with its owner, and its runner's id with the name, so that a restarted runner is the same one. */
export async function registerRunner(
  database: Database,
  actor: Actor,
  { name, environment, instance, replaces }: RegisterRunner,
  now: number,
): Promise<RunnerRow> {
  const { id: classId, backend, featureLevel } = hardwareClass(environment.hardwareClass);
  if (environment.backend !== backend) {
    throw new ApiProblem(422, "wrong-backend", {
      title: `The hardware class ${classId} runs on the backend ${backend}.`,
      detail: `This runner uses ${environment.backend}.`,
      solution: `Start the runner with the backend ${backend}, or name the hardware class that it belongs to.`,
    });
  }
  if (featureLevel !== undefined && environment.featureLevel !== featureLevel) {
    throw new ApiProblem(422, "wrong-feature-level", {
      title: `The hardware class ${classId} computes with ${featureLevel}.`,
      detail: `This runner computes with ${environment.featureLevel}, which gives other bits.`,
      solution: "Use a processor and a Node that fuse multiply and add (any of the last ten years; Node 24).",
    });
  }
  if (environment.jobs > mostJobs) {
    throw new ApiProblem(422, "too-many-jobs", {
      title: `A runner has ${mostJobs} jobs at most.`,
      detail: `This one says that it runs ${environment.jobs} trials at one time.`,
      solution: "Start it with as many jobs as the machine has processors (`steepest work --jobs N`).",
    });
  }
  const calibrationSeconds = environment.calibration?.seconds ?? null;
  const calibratedAt = calibrationSeconds === null ? null : now;
  const told = {
    ...{ hardwareClass: classId, environment, calibrationSeconds, calibratedAt, lastSeenAt: now },
    ...(instance === undefined ? {} : { instance }),
  };
  // The very figure again, of a runner that renews its registration, is as old as it was.
  const calibratedAtOnRenewal = sql`CASE WHEN calibration_seconds = ${calibrationSeconds} THEN calibrated_at ELSE ${calibratedAt} END`;
  const id = crypto.randomUUID();
  const [, [row]] = await database.batch([
    eventsFrom(
      database,
      "runner-registered",
      { at: now, user: actor.user, runner: id, detail: name },
      sql`WHERE NOT EXISTS (SELECT 1 FROM runners WHERE name = ${name})`,
    ),
    database
      .insert(runners)
      .values({ id, name, owner: actor.user, createdAt: now, ...told })
      .onConflictDoUpdate({
        target: runners.name,
        set: { ...told, calibratedAt: calibratedAtOnRenewal },
        // Two machines of one name would take each other's trials, as if each had crashed on them.
        setWhere: sql`${eq(runners.owner, actor.user)} AND (
          ${instance ?? null} IS NULL OR runners.instance IS NULL OR runners.instance IN (${instance ?? null}, ${replaces ?? null})
          OR runners.last_seen_at <= ${now - silentMilliseconds})`,
      })
      .returning(),
  ]);
  if (row === undefined) {
    const [other] = await database.select().from(runners).where(eq(runners.name, name));
    if (other?.owner === actor.user) throw runnerElsewhere(other);
    throw new ApiProblem(409, "runner-name-taken", {
      title: `Another user's runner is called ${name}.`,
      detail: "A runner's name belongs to whoever registered it first.",
      solution: "Start the runner under another name.",
      existing: name,
    });
  }
  refuseBanned(row);
  return row;
}

/** Throws a 409 problem for a process that asks for trials though another one works under its runner's name by now. */
export function requireInstance(runner: RunnerRow, instance: string | undefined): void {
  if (instance !== undefined && runner.instance !== null && runner.instance !== instance)
    throw runnerElsewhere(runner);
}

const runnerElsewhere = ({ name, lastSeenAt }: RunnerRow): ApiProblem =>
  new ApiProblem(409, "runner-elsewhere", {
    title: `Another process works as ${name}.`,
    detail: `It was last heard of at ${new Date(lastSeenAt).toISOString()}; two of one name would take each other's trials.`,
    solution: `Start one of them under another name (--name). Where the other one was killed, this one has the name once it was silent for ${silentMilliseconds / 60_000} minutes.`,
    existing: name,
  });
