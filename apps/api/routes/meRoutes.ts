import { createRoute } from "@hono/zod-openapi";
import { chooseHandleSchema, type Me, meSchema } from "@steepest/core/schema/api/accounts.ts";
import type { Actor } from "../auth/actor.ts";
import { chooseHandle, isFree } from "../auth/chooseHandle.ts";
import { deletePerson } from "../auth/deletePerson.ts";
import type { Person } from "../auth/readSession.ts";
import { actorOf, personOf } from "../auth/requireRole.ts";
import { type Database, openDatabase } from "../database/openDatabase.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, jsonBody, needsToken, problems } from "../http/describe.ts";

const shared = { tags: ["Accounts"], security: needsToken };

export const meRoutes = createRouter();

meRoutes.openapi(
  createRoute({
    ...shared,
    method: "get",
    path: "/me",
    summary: "Who the request is from",
    responses: { 200: jsonAnswer(meSchema, "The user, and what they may do."), ...problems(401) },
  }),
  async (context) => {
    context.header("cache-control", "no-store");
    const person = context.get("person");
    const database = openDatabase(context.env.DB);
    if (person !== null) return context.json(await meOfPerson(database, person, context.get("actor")), 200);
    const { user, scopes, by } = actorOf(context.get("actor"));
    const token = by.kind === "token" ? by.id : null;
    return context.json(
      { user, scopes: [...scopes], by: "token" as const, token, email: null, suggestedHandle: null },
      200,
    );
  },
);

async function meOfPerson(database: Database, person: Person, actor: Actor | null): Promise<Me> {
  const { handle, suggestedHandle, email } = person;
  const suggests = handle === null && suggestedHandle !== null && (await isFree(database, suggestedHandle));
  return {
    user: handle,
    scopes: [...(actor?.scopes ?? [])],
    by: "session",
    token: null,
    email,
    suggestedHandle: suggests ? suggestedHandle : null,
  };
}

meRoutes.openapi(
  createRoute({
    ...shared,
    method: "post",
    path: "/me/handle",
    summary: "Choose the handle that one is known by",
    description: "Once, after the first sign-in.",
    request: { body: jsonBody(chooseHandleSchema) },
    responses: { 200: jsonAnswer(meSchema, "Who one is now."), ...problems(400, 401, 409, 422) },
  }),
  async (context) => {
    const person = personOf(context.get("person"));
    const { handle } = context.req.valid("json");
    const database = openDatabase(context.env.DB);
    await chooseHandle(database, person, handle, Date.now());
    const actor: Actor = {
      user: handle,
      scopes: ["submitter", "runner"],
      by: { kind: "session", person: person.id },
    };
    return context.json(await meOfPerson(database, { ...person, handle }, actor), 200);
  },
);

meRoutes.openapi(
  createRoute({
    ...shared,
    method: "delete",
    path: "/me",
    summary: "Delete what is known of oneself",
    description:
      "Address, name, sessions, tokens and the link with GitHub go. Submissions, results and runners stay under a handle that says nothing; the old one is given to nobody else.",
    responses: { 204: { description: "It is gone." }, ...problems(401, 403) },
  }),
  async (context) => {
    await deletePerson(
      openDatabase(context.env.DB),
      personOf(context.get("person")),
      context.get("actor"),
      Date.now(),
    );
    return context.body(null, 204);
  },
);
