import { createRoute } from "@hono/zod-openapi";
import {
  notificationSettingsSchema,
  setNotificationsSchema,
} from "@steepest/core/schema/api/notifications.ts";
import { actorOf, requireRole } from "../auth/requireRole.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, jsonBody, needsToken, problems } from "../http/describe.ts";
import { readNotifications, setNotifications, testNotifications } from "../notifications/settings.ts";

// Not a runner's token: it lies on machines that run strangers' code.
const shared = { tags: ["Accounts"], security: needsToken, middleware: requireRole("submitter") };
const answer = jsonAnswer(
  notificationSettingsSchema,
  "How one is told, and what became of the latest notifications.",
);

export const notificationRoutes = createRouter();

notificationRoutes.openapi(
  createRoute({
    ...shared,
    method: "get",
    path: "/me/notifications",
    summary: "How one is told of what happens to one's entries",
    responses: { 200: answer, ...problems(401, 403) },
  }),
  async (context) => {
    context.header("cache-control", "no-store");
    const { user } = actorOf(context.get("actor"));
    return context.json(await readNotifications(openDatabase(context.env.DB), context.env, user), 200);
  },
);

notificationRoutes.openapi(
  createRoute({
    ...shared,
    method: "post",
    path: "/me/notifications",
    summary: "Say of what one wants to be told, and how",
    description:
      "What is left out stays. The answer to a new webhook, or to `newSecret`, shows this once the secret that deliveries are signed with.",
    request: { body: jsonBody(setNotificationsSchema) },
    responses: { 200: answer, ...problems(400, 401, 403, 409, 422) },
  }),
  async (context) => {
    context.header("cache-control", "no-store");
    const { user } = actorOf(context.get("actor"));
    const set = context.req.valid("json");
    return context.json(await setNotifications(openDatabase(context.env.DB), context.env, user, set), 200);
  },
);

notificationRoutes.openapi(
  createRoute({
    ...shared,
    method: "post",
    path: "/me/notifications/test",
    summary: "Send oneself a test by each way that is set",
    description: "Once a minute. GET /v1/me/notifications says what became of it.",
    responses: { 202: { description: "It is sent soon." }, ...problems(401, 403, 409, 429) },
  }),
  async (context) => {
    await testNotifications(openDatabase(context.env.DB), actorOf(context.get("actor")).user, Date.now());
    return context.body(null, 202);
  },
);
