import type { Role } from "@steepest/core/schema/api/tokens.ts";
import { createMiddleware } from "hono/factory";
import type { ApiEnv } from "../bindings.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import type { Actor } from "./actor.ts";

/** Lets through who has the role. An admin may do what every role may. */
export const requireRole = (role: Role) =>
  createMiddleware<ApiEnv>(async (context, next) => {
    const actor = actorOf(context.get("actor"));
    if (actor.role !== role && actor.role !== "admin") {
      throw new ApiProblem(403, "wrong-role", {
        title: `This needs a token with the role ${role}.`,
        detail: `The token given has the role ${actor.role}.`,
        solution: `Ask an admin for a token with the role ${role} (POST /v1/tokens).`,
      });
    }
    await next();
  });

/** The actor of a request that needs one. */
export function actorOf(actor: Actor | null): Actor {
  if (actor !== null) return actor;
  throw new ApiProblem(401, "token-missing", {
    title: "This needs a token.",
    detail: "The request has no Authorization header.",
    solution: "Send `Authorization: Bearer <token>`; an admin makes tokens (POST /v1/tokens).",
  });
}

/** Whether the actor may act on what `owner` owns. */
export const mayActFor = (actor: Actor, owner: string): boolean =>
  actor.role === "admin" || actor.user === owner;
