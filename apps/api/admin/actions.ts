import type { RunnerAction, UserAction } from "@steepest/core/schema/api/admin.ts";
import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { dueAudits } from "../audits/dueFollowUp.ts";
import type { Actor } from "../auth/actor.ts";
import { resultsChanged } from "../boards/resultsChanged.ts";
import { boards } from "../database/boardTables.ts";
import { type EventKind, eventsFrom } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, runners, trials } from "../database/schema.ts";
import { users } from "../database/userTables.ts";
import { ownedEntry } from "../entries/ownedEntry.ts";
import { showStatements } from "../entries/publishEntry.ts";
import { ApiProblem, notFound } from "../http/apiProblem.ts";
import { loadTrial } from "../queue/loadTrial.ts";
import { runnerNamed } from "../queue/ownRunner.ts";
import { takeLeases } from "../queue/takeLeases.ts";

/** Takes a trial out of the queue that nobody is to try again, as if its runners had lost it too often. Throws a 409 problem where it has ended. */
export async function giveUpTrial(
  database: Database,
  actor: Actor,
  { id, reason }: { readonly id: string; readonly reason: string },
  now: number,
): Promise<void> {
  const { trial } = await loadTrial(database, id);
  const stands = sql`trials.id = ${id} AND trials.status IN ('queued', 'leased')`;
  const [, given] = await database.batch([
    eventsFrom(
      database,
      "trial-quarantined",
      {
        at: now,
        user: actor.user,
        entry: trial.entry,
        trial: id,
        runner: sql`trials.runner`,
        detail: reason,
      },
      sql`FROM trials WHERE ${stands}`,
    ),
    database
      .update(trials)
      .set({
        status: "quarantined",
        runner: null,
        leaseExpiresAt: null,
        progress: null,
        reason: `an operator gave it up: ${reason}`,
      })
      .where(stands)
      .returning({ id: trials.id }),
    ...resultsChanged(database, { entry: trial.entry, workload: trial.workload }, now),
  ]);
  if (given.length > 0) return;
  throw new ApiProblem(409, "trial-ended", {
    title: `The trial ${id} does not wait and does not run.`,
    detail: `It is ${trial.status}.`,
    solution: "See GET /v1/trials/:id for where it stands.",
    existing: id,
  });
}

const runnerChanges = {
  drain: { kind: "runner-drained", column: "drainingAt" },
  resume: { kind: "runner-resumed", column: "drainingAt" },
  ban: { kind: "runner-banned", column: "bannedAt" },
  unban: { kind: "runner-unbanned", column: "bannedAt" },
} as const satisfies Record<RunnerAction["action"], { kind: EventKind; column: "drainingAt" | "bannedAt" }>;

/** Drains or bans a runner, by its id or name, or lets it work again. Idempotent. What a banned one holds is queued again. */
export async function actOnRunner(
  database: Database,
  actor: Actor,
  named: string,
  request: RunnerAction,
  now: number,
): Promise<void> {
  const runner = await runnerNamed(database, named);
  const { kind, column } = runnerChanges[request.action];
  const begins = request.action === "drain" || request.action === "ban";
  const reason = request.action === "ban" ? request.reason : null;
  const changes = and(
    eq(runners.id, runner.id),
    begins ? isNull(runners[column]) : isNotNull(runners[column]),
  );
  await database.batch([
    ...(request.action === "ban"
      ? takeLeases(database, { runners: sql`(${runner.id})`, reason: "the runner is banned" }, now)
      : []),
    eventsFrom(
      database,
      kind,
      { at: now, user: actor.user, runner: runner.id, detail: reason },
      sql`FROM runners WHERE ${changes}`,
    ),
    database
      .update(runners)
      .set({ [column]: begins ? now : null, ...(column === "bannedAt" ? { banReason: reason } : {}) })
      .where(changes),
  ] as unknown as [ReturnType<typeof eventsFrom>]);
}

/** Refuses a user's tokens and sessions from now on, or takes them again. Idempotent. What their runners hold is queued again. */
export async function actOnUser(
  database: Database,
  actor: Actor,
  name: string,
  request: UserAction,
  now: number,
): Promise<void> {
  const [user] = await database.select().from(users).where(eq(users.name, name));
  if (user === undefined) throw notFound("user", name, "GET /v1/admin/users");
  const bans = request.action === "ban";
  if (bans && (user.isAdmin || name === "admin" || name === actor.user)) {
    throw new ApiProblem(409, "user-is-admin", {
      title: `${name} is an admin.`,
      detail: "Admins do not ban each other, nor themselves.",
      solution:
        "Make them an admin no more first (POST /v1/sign-in-links with `admin: false`), or revoke their tokens.",
    });
  }
  const reason = bans ? request.reason : null;
  const changes = and(eq(users.name, name), bans ? isNull(users.bannedAt) : isNotNull(users.bannedAt));
  const theirs = sql`(SELECT id FROM runners WHERE owner = ${name})`;
  await database.batch([
    ...(bans ? takeLeases(database, { runners: theirs, reason: "the runner's owner is banned" }, now) : []),
    eventsFrom(
      database,
      bans ? "user-banned" : "user-unbanned",
      { at: now, user: actor.user, detail: bans ? `${name} : ${reason}` : name },
      sql`FROM users WHERE ${changes}`,
    ),
    database
      .update(users)
      .set({ bannedAt: bans ? now : null, banReason: reason })
      .where(changes),
  ] as unknown as [ReturnType<typeof eventsFrom>]);
}

/** Hides a public entry from everybody but its owner, or shows one again that was hidden so. Idempotent. */
export async function actOnEntry(
  database: Database,
  actor: Actor,
  id: string,
  action: "hide" | "show",
  now: number,
): Promise<void> {
  const entry = await ownedEntry(database, actor, id);
  if (action === "show") {
    const hidden = sql`hidden_at IS NOT NULL`;
    await database.batch([
      eventsFrom(
        database,
        "entry-shown",
        { at: now, user: actor.user, entry: id },
        sql`FROM entries WHERE id = ${id} AND ${hidden}`,
      ),
      ...showStatements(database, id, hidden, now),
    ]);
    return;
  }
  if (entry.isPrivate && entry.hiddenAt === null) {
    throw new ApiProblem(409, "entry-private", {
      title: `The entry ${id} is private.`,
      detail: "Nobody but its owner and operators sees it: there is nothing to hide.",
      solution: "Void it, if it must not count when it is published.",
    });
  }
  const isShown = sql`id = ${id} AND NOT is_private`;
  await database.batch([
    eventsFrom(
      database,
      "entry-hidden",
      { at: now, user: actor.user, entry: id },
      sql`FROM entries WHERE ${isShown}`,
    ),
    database
      .update(boards)
      .set({ entries: sql`entries - 1` })
      .where(sql`id = (SELECT board FROM entry_results WHERE entry = ${id} LIMIT 1)
        AND EXISTS (SELECT 1 FROM entries WHERE ${isShown} AND cancelled_at IS NULL)`),
    database.update(entries).set({ isPrivate: true, hiddenAt: now }).where(isShown),
    ...resultsChanged(database, { entry: id }, now),
    // Whoever moves up among the first ten is looked at.
    dueAudits(database, sql`entries.id = ${id}`, now),
  ]);
}
