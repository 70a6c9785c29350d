import type { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnv } from "../bindings.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { createAuth } from "./createAuth.ts";
import { authPath } from "./signInByLink.ts";
import { signInSettings } from "./signInSettings.ts";

/** What of better-auth is served; all else of it (updating users, listing sessions, linking by hand) has no use here. */
const served: readonly (readonly ["GET" | "POST", string])[] = [
  ["POST", "/sign-in/social"],
  ["GET", "/callback/:provider"],
  ["POST", "/sign-in/magic-link"],
  ["GET", "/magic-link/verify"],
  ["GET", "/link"],
  ["POST", "/sign-out"],
  ["GET", "/error"],
];

/** better-auth's routes: how a browser gets its session, and loses it. They check origins themselves. */
export function mountAuth(app: OpenAPIHono<ApiEnv>): void {
  for (const [method, path] of served) {
    app.on(method, `${authPath}${path}`, async (context) => {
      const settings = signInSettings(context.env, context.req.url);
      if (settings === null) {
        throw new ApiProblem(404, "sign-in-off", {
          title: "Nobody signs in to this deployment.",
          detail: "It has neither STEEPEST_AUTH_SECRET nor STEEPEST_ADMIN_TOKEN.",
          solution: "Use a token, or ask its operator to set one of them.",
        });
      }
      const answer = await createAuth(openDatabase(context.env.DB), settings).handler(context.req.raw);
      // `protect` sets headers, which those of some answers do not take.
      const copy = new Response(answer.body, answer);
      copy.headers.set("cache-control", "no-store");
      return copy;
    });
  }
}
