import { createMiddleware } from "hono/factory";
import { auditRules } from "../audits/auditDraw.ts";
import { followUpDue } from "../audits/followUp.ts";
import type { ApiEnv, Bindings } from "../bindings.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { deliverDue } from "../notifications/deliverDue.ts";
import { laterOf } from "./laterOf.ts";

/** Between two looks of one isolate: runners ask all the time, and seldom has anything happened. */
const restMilliseconds = 2000;
/** A look that takes longer was given up with its request: it holds up none after it. */
const lookMilliseconds = 40_000;

/** Of this isolate: when it looked last, and until when a look that is to come stands for all requests before it. */
let lookedAt = 0;
let looksUntil = 0;

/**
 * After the answer to whatever changes something, does what is due: follows up what has happened, and sends what is to be sent. Each change is followed by a look, at
 * most one in some seconds. Where nobody asks anything, the clock does it (`scheduled`). Without a Worker's context, in tests, what has happened is followed up
 * before the answer.
 */
export const workLater = createMiddleware<ApiEnv>(async (context, next) => {
  await next();
  if (context.req.method === "GET" || context.req.method === "HEAD") return;
  const later = laterOf(context);
  const now = Date.now();
  if (later === null)
    return followUpDue(openDatabase(context.env.DB), context.env.STORE, now, auditRules(context.env));
  if (now < looksUntil) return;
  looksUntil = now + lookMilliseconds;
  later(look(context.env, Math.max(0, lookedAt + restMilliseconds - now)));
});

async function look(env: Bindings, milliseconds: number): Promise<void> {
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
  // What is asked from here on is followed by a look of its own.
  lookedAt = Date.now();
  looksUntil = 0;
  const database = openDatabase(env.DB);
  await followUpDue(database, env.STORE, lookedAt, auditRules(env));
  await deliverDue(database, env, lookedAt);
}

/** What the Worker does by the clock (`triggers` in wrangler.jsonc). */
export const scheduled = async (_controller: unknown, env: Bindings): Promise<void> => {
  const database = openDatabase(env.DB);
  await followUpDue(database, env.STORE, Date.now(), auditRules(env));
  // More than one lot, should many be due; and an end, should they never be fewer.
  for (let lot = 0; lot < 4; lot++) if ((await deliverDue(database, env, Date.now())) === 0) return;
};
