import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import type { ApiEnv, Bindings } from "../bindings.ts";
import { variableProblems } from "../settings/readVariable.ts";
import { addressOf } from "./addressOf.ts";
import { ApiProblem } from "./apiProblem.ts";
import { countOne, type RateName, rates, secondsLeft } from "./rates.ts";

/** Throws a 429 problem above a rate. Who has no known address is not limited by it. */
async function refuseAbove(env: Bindings, name: RateName, who: string | null): Promise<void> {
  if (who === null) return;
  const seconds = await countOne(env, name, who, Date.now());
  if (seconds > 0) throw tooMany(name, who, seconds);
}

const tooMany = (name: RateName, who: string, seconds: number): ApiProblem =>
  new ApiProblem(
    429,
    "too-many-requests",
    {
      title: `Too many ${rates[name].what}.`,
      detail: `No more of them are taken of one ${who.startsWith("user ") ? "user" : "address"} within this minute.`,
      solution: `Try again in ${seconds} s.`,
    },
    { "retry-after": String(seconds) },
  );

const addressKey = (headers: Headers): string | null => {
  const address = addressOf(headers);
  return address === null ? null : `address ${address}`;
};

/** What stores something new for good, or until its owner deletes it. */
const uploads = new Set(["/v1/submissions", "/v1/lab"]);

/** Refuses what a user, or an address without a token, asks above the rates. Comes after `authenticate`. */
export const limitRate = createMiddleware<ApiEnv>(async (context, next) => {
  const actor = context.get("actor");
  const address = addressKey(context.req.raw.headers);
  const user = actor === null ? null : `user ${actor.user}`;
  // It is there to say which variable is wrong.
  const isBroken = context.req.path === "/v1/health" && variableProblems(context.env).length > 0;
  if (!isBroken) await refuseAbove(context.env, user === null ? "address" : "user", user ?? address);
  if (context.req.method === "POST" && uploads.has(context.req.path)) {
    await refuseAbove(context.env, "uploads", user ?? address);
  }
  await next();
});

/** Throws a 429 problem where an address sends more forms than a person fills in. */
export const limitForms = (request: Request, env: Bindings): Promise<void> =>
  request.method === "GET" || request.method === "HEAD"
    ? Promise.resolve()
    : refuseAbove(env, "forms", addressKey(request.headers));

/**
 * Counts by address what was guessed wrong: tokens, codes of devices, links to sign in. Whoever has guessed too often is not let try again within the minute,
 * not even rightly, so that trying tells nothing. Comes before whatever looks a secret up.
 */
export const limitGuesses = createMiddleware<ApiEnv>(async (context, next) => {
  const who = addressKey(context.req.raw.headers);
  if (who === null || !triesSecret(context)) return next();
  const seconds = secondsLeft(context.env, "guesses", who, Date.now());
  if (seconds > 0) throw tooMany("guesses", who, seconds);
  if (context.req.path.startsWith("/v1/auth/")) await limitForms(context.req.raw, context.env);
  await next();
  if (!wasWrong(context)) return;
  await countOne(context.env, "guesses", who, Date.now());
});

const triesSecret = ({ req }: Context): boolean =>
  req.header("authorization") !== undefined ||
  req.path.startsWith("/v1/devices/") ||
  req.path.startsWith("/v1/auth/");

/** A token, or a code, that is not known; or a link that leads back to the sign-in with an error. */
const wasWrong = ({ req, res }: Context): boolean =>
  res.status === 401 ||
  (req.path.startsWith("/v1/devices/") && [404, 410].includes(res.status)) ||
  /[?&]error=/.test(res.headers.get("location") ?? "");
