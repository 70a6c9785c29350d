import { createMiddleware } from "hono/factory";
import type { ApiEnv } from "../bindings.ts";
import { numberOf, variableProblems } from "../settings/readVariable.ts";
import { ApiProblem } from "./apiProblem.ts";

/** Keys that are remembered; whoever comes after so many others begins with a full bucket. */
const mostKeys = 10_000;

interface Bucket {
  tokens: number;
  at: number;
}
const buckets = new Map<string, Bucket>();

/** Takes one token of a bucket that holds `perMinute` and fills up within a minute. Seconds to wait, 0 where there was one. */
export function takeToken(key: string, perMinute: number, now: number): number {
  const { tokens, at } = buckets.get(key) ?? { tokens: perMinute, at: now };
  const filled = Math.min(perMinute, tokens + ((now - at) / 60_000) * perMinute);
  const isGiven = filled >= 1;
  buckets.delete(key);
  buckets.set(key, { tokens: isGiven ? filled - 1 : filled, at: now });
  for (const oldest of buckets.keys()) {
    if (buckets.size <= mostKeys) break;
    buckets.delete(oldest);
  }
  return isGiven ? 0 : Math.ceil(((1 - filled) / perMinute) * 60);
}

/** Refuses what a user, or an address without a token, asks above the variables' rates; unset, nothing is limited. Comes after `authenticate`. */
export const limitRate = createMiddleware<ApiEnv>(async (context, next) => {
  const actor = context.get("actor");
  const who =
    actor === null ? `address ${context.req.header("cf-connecting-ip") ?? ""}` : `user ${actor.user}`;
  const refuseAbove = (what: string, perMinute: number) => {
    if (perMinute === 0) return;
    const seconds = takeToken(`${what} ${who}`, perMinute, Date.now());
    if (seconds === 0) return;
    throw new ApiProblem(
      429,
      "too-many-requests",
      {
        title: `Too many ${what}.`,
        detail: `At most ${perMinute} a minute are taken of one ${actor === null ? "address" : "user"}.`,
        solution: `Try again in ${seconds} s.`,
      },
      { "retry-after": String(seconds) },
    );
  };
  const { env } = context;
  // It is there to say which variable is wrong.
  const isBroken = context.req.path === "/v1/health" && variableProblems(env).length > 0;
  if (!isBroken) refuseAbove("requests", numberOf(env, "STEEPEST_REQUESTS_PER_MINUTE"));
  if (context.req.method === "POST" && context.req.path === "/v1/submissions") {
    refuseAbove("uploads", numberOf(env, "STEEPEST_UPLOADS_PER_MINUTE"));
  }
  await next();
});
