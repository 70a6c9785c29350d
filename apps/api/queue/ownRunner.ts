import { eq, or, sql } from "drizzle-orm";
import type { Actor } from "../auth/actor.ts";
import { mayActFor } from "../auth/requireRole.ts";
import type { Database } from "../database/openDatabase.ts";
import { runners } from "../database/schema.ts";
import { ApiProblem, notFound } from "../http/apiProblem.ts";

type RunnerRow = typeof runners.$inferSelect;
type Named = Pick<RunnerRow, "name" | "owner" | "bannedAt" | "banReason">;

/** The runner of an id or, where there is none, of a name: whoever names a decoy as another's id takes no ban for it. Throws a 404 problem where there is neither. */
export async function runnerNamed(database: Database, named: string): Promise<RunnerRow> {
  const [runner] = await database
    .select()
    .from(runners)
    .where(or(eq(runners.id, named), eq(runners.name, named)))
    .orderBy(sql`${runners.id} <> ${named}`)
    .limit(1);
  if (runner === undefined) throw notFound("runner", named, "GET /v1/runners");
  return runner;
}

/** Throws a 403 problem for a runner that the actor may not speak for. */
export function requireOwn(actor: Actor, runner: Named): void {
  if (!mayActFor(actor, runner.owner)) throw notYours(runner);
  refuseBanned(runner);
}

const notYours = (runner: Named): ApiProblem =>
  new ApiProblem(403, "not-your-runner", {
    title: `The runner ${runner.name} belongs to ${runner.owner}.`,
    detail: "A runner's leases are for tokens of its owner.",
    solution: "Register a runner of your own (POST /v1/runners) and use its id.",
  });

/** Throws a 403 problem for a runner that an operator has banned: whatever it says is not taken. */
export function refuseBanned({ name, bannedAt, banReason }: Omit<Named, "owner">): void {
  if (bannedAt === null) return;
  throw new ApiProblem(403, "runner-banned", {
    title: `The runner ${name} is banned.`,
    detail: banReason ?? "An operator has banned it.",
    solution: "Stop it, and ask an operator of this deployment.",
  });
}
