import { createRoute } from "@hono/zod-openapi";
import { healthSchema, type QueueDepth } from "@steepest/core/schema/api/health.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, problems } from "../http/describe.ts";
import { logFault } from "../http/logFault.ts";
import { queueDepth } from "../queue/queueDepth.ts";
import { variableProblems } from "../settings/readVariable.ts";

export const healthRoutes = createRouter().openapi(
  createRoute({
    method: "get",
    path: "/health",
    tags: ["Service"],
    summary: "Whether the API, its database, its store and its configuration are well, and how much waits",
    responses: { 200: jsonAnswer(healthSchema, "They are."), ...problems(503) },
  }),
  async (context) => {
    const { env } = context;
    const now = Date.now();
    const errors: { path: string; message: string }[] = variableProblems(env).map(
      ({ variable, message }) => ({ path: variable, message }),
    );
    const [queue] = await Promise.all([
      part(errors, "database", () => queueDepth(openDatabase(env.DB), now)),
      // There need not be such an object: that the bucket answers is what is asked.
      part(errors, "store", () => env.STORE.head("health")),
    ]);
    context.header("cache-control", "no-store");
    if (queue === null || errors.length > 0) {
      throw new ApiProblem(503, "unhealthy", {
        title: "The platform is not well.",
        detail: errors.map(({ message }) => message).join(" "),
        solution: "Its operator mends what `errors` names (docs/operations.md).",
        errors,
      });
    }
    return context.json(
      {
        status: "ok" as const,
        api: "v1" as const,
        time: new Date(now).toISOString(),
        queue: queue as QueueDepth[],
      },
      200,
    );
  },
);

/** What a part of the platform answers; null, and an error noted, where it does not. */
async function part<Value>(
  errors: { path: string; message: string }[],
  path: string,
  ask: () => Promise<Value>,
): Promise<Value | null> {
  try {
    return await ask();
  } catch (error) {
    logFault(`health: the ${path} fails`, error);
    errors.push({ path, message: `The ${path} does not answer; the log says why.` });
    return null;
  }
}
