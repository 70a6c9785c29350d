import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import { isAdmin } from "../auth/actor.ts";
import type { ApiEnv } from "../bindings.ts";

/** A line of the log: of what kind a request was, never whose nor what it held. */
export interface LogLine {
  readonly id: string;
  readonly method: string;
  /** The pattern, with parameters by name. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly user: "visitor" | "session" | "token" | "admin";
}

/** Names every request, in its answer and in the log. Comes first, so that whatever fails later is named as well. */
export const traceRequest = createMiddleware<ApiEnv>(async (context, next) => {
  // It is /v1/metrics by another name, and named there.
  if (context.req.path === "/metrics") return next();
  const id = crypto.randomUUID();
  const began = Date.now();
  context.set("requestId", id);
  await next();
  context.res.headers.set("x-request-id", id);
  if (context.env.STEEPEST_LOG === "off") return;
  const actor = context.get("actor");
  logRequest({
    id,
    method: context.req.method,
    // Of what no route takes, the path could hold anything.
    route: matchedRoutes(context).findLast(({ path }) => !path.endsWith("*"))?.path ?? "(none)",
    status: context.res.status,
    ms: Date.now() - began,
    user: actor == null ? "visitor" : isAdmin(actor) ? "admin" : actor.by.kind,
  });
});

export const logRequest = (line: LogLine): void => console.log(JSON.stringify(line));
