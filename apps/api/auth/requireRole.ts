import type { Role } from "@steepest/core/schema/api/tokens.ts";
import { createMiddleware } from "hono/factory";
import type { ApiEnv } from "../bindings.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { type Actor, isAdmin } from "./actor.ts";

/** Lets through who has the role. An admin may do what every role may. */
export const requireRole = (role: Role) =>
  createMiddleware<ApiEnv>(async (context, next) => {
    const actor = actorOf(context.get("actor"));
    if (!actor.scopes.includes(role) && !isAdmin(actor)) {
      throw new ApiProblem(403, "wrong-role", {
        title: `This needs the role ${role}.`,
        detail: `${actor.by.kind === "token" ? "The token given" : "Your account"} has ${actor.scopes.join(" and ")}.`,
        solution:
          role === "admin"
            ? "Ask an admin of this deployment to do it, or to make you one."
            : `Make a token with the scope ${role} on the site's page /account, or ask an admin for one (POST /v1/tokens).`,
      });
    }
    await next();
  });

/** The actor of a request that needs one. */
export function actorOf(actor: Actor | null): Actor {
  if (actor !== null) return actor;
  throw new ApiProblem(401, "token-missing", {
    title: "This needs a token.",
    detail: "The request has no Authorization header, and no session's cookie.",
    solution:
      "Send `Authorization: Bearer <token>`. `steepest login` or the site's page /account makes one, or an admin (POST /v1/tokens).",
  });
}

/** Whether the actor may act on what `owner` owns. */
export const mayActFor = (actor: Actor, owner: string): boolean => isAdmin(actor) || actor.user === owner;
