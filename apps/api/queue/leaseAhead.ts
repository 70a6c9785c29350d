import { eq, sql } from "drizzle-orm";
import { createMiddleware } from "hono/factory";
import { tryDecodeURIComponent } from "hono/utils/url";
import { voidReason } from "../audits/isVoid.ts";
import { type Waiting, waitingAudits } from "../audits/leaseAudit.ts";
import type { ApiEnv } from "../bindings.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { prepareOnce, type Values } from "../database/prepareOnce.ts";
import { runners, trials } from "../database/schema.ts";
import { notFound } from "../http/apiProblem.ts";
import { ReadAhead } from "../http/readAhead.ts";
import { type CappedTrial, cappedTrials, type HeldTrial, heldOf, heldTrials } from "./loadTrial.ts";

/** A runner that asks for a lease, and what may be there to be given. */
interface Asking extends Waiting {
  readonly runner: typeof runners.$inferSelect;
  /** Why it is void; null where it is not. */
  readonly voidReason: string | null;
  /** Whether a lease has run out. */
  readonly lost: number;
}

const readAsking = prepareOnce((database, { id, now }: Values<"id" | "now">) => [
  database
    .select({
      runner: runners,
      voidReason: voidReason("runner", sql`runners.id`, sql`runners.owner`).as("void_reason"),
      ...waitingAudits({
        owner: sql`runners.owner`,
        hardwareClass: sql`runners.hardware_class`,
        now,
      }),
      unheard:
        sql<number>`EXISTS (SELECT 1 FROM audits WHERE audits.runner = runners.id AND status = 'leased' AND heard_at IS NULL)`.as(
          "unheard",
        ),
      lost: sql<number>`EXISTS (SELECT 1 FROM trials WHERE status = 'leased' AND lease_expires_at <= ${now})`.as(
        "lost",
      ),
    })
    .from(runners)
    .where(eq(runners.id, id)),
]);

const readHeld = prepareOnce((database, { id }: Values<"id">) => [heldTrials(database, eq(trials.id, id))]);
const readCapped = prepareOnce((database, { id }: Values<"id">) => [
  cappedTrials(database, eq(trials.id, id)),
]);

/** Says what is to be read with the token of a request about leases: of the runner that asks for one, or of the trial that one is of. */
export const leaseAhead = createMiddleware<ApiEnv>(async (context, next) => {
  const [, , , encoded, what] = context.req.path.split("/");
  const trial = encoded === undefined ? undefined : tryDecodeURIComponent(encoded);
  const database = openDatabase(context.env.DB);
  const now = Date.now();
  if (trial !== undefined) {
    const kind = what === "heartbeat" ? "capped" : "held";
    const [statement] = (kind === "capped" ? readCapped : readHeld)(database, { id: trial });
    context.set("ahead", new ReadAhead({ kind, id: trial, now, statement }));
  } else {
    // What is no JSON, or names no runner, is refused by the route.
    const body: unknown = await context.req.json().catch(() => null);
    const id = typeof body === "object" && body !== null && "runner" in body ? body.runner : null;
    if (typeof id === "string") {
      const [statement] = readAsking(database, { id, now });
      context.set("ahead", new ReadAhead({ kind: "runner", id, now, statement }));
    }
  }
  await next();
});

async function firstOf(ahead: ReadAhead | undefined, kind: ReadAhead["kind"], id: string): Promise<unknown> {
  if (ahead?.kind !== kind || ahead.id !== id) throw new Error(`the ${kind} ${id} was not read ahead`);
  return ahead.first();
}

/** The runner that asks for a lease. Throws a 404 problem where there is none. */
export async function askingRunner(ahead: ReadAhead | undefined, id: string): Promise<Asking> {
  const found = (await firstOf(ahead, "runner", id)) as Asking | undefined;
  if (found === undefined) throw notFound("runner", id, "GET /v1/runners");
  return found;
}

/** The trial that a lease is of. Throws a 404 problem where there is none. */
export const heldTrial = (ahead: ReadAhead | undefined, id: string): Promise<HeldTrial> =>
  trialOf<HeldTrial>(ahead, "held", id);

/** The trial that a heartbeat is of. Throws a 404 problem where there is none. */
export const cappedTrial = (ahead: ReadAhead | undefined, id: string): Promise<CappedTrial> =>
  trialOf<CappedTrial>(ahead, "capped", id);

async function trialOf<Trial extends HeldTrial>(
  ahead: ReadAhead | undefined,
  kind: ReadAhead["kind"],
  id: string,
): Promise<Trial> {
  const found = (await firstOf(ahead, kind, id)) as Trial | undefined;
  if (found === undefined) throw notFound("trial", id, "GET /v1/entries/:id");
  return heldOf(found);
}
