import { createRoute } from "@hono/zod-openapi";
import { renderMetrics } from "../admin/renderMetrics.ts";
import { isAdmin } from "../auth/actor.ts";
import { actorOf } from "../auth/requireRole.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { createRouter } from "../http/createRouter.ts";
import { needsToken, otherAnswer, problems } from "../http/describe.ts";

export const metricsRoutes = createRouter().openapi(
  createRoute({
    method: "get",
    path: "/metrics",
    tags: ["Operations"],
    summary: "How the platform does, for Prometheus",
    description:
      "For operators, and for the token STEEPEST_METRICS_TOKEN, which may do nothing else. Also at /metrics.",
    security: needsToken,
    responses: { 200: otherAnswer("text/plain", "Prometheus's text format."), ...problems(401, 403) },
  }),
  async (context) => {
    if (!context.get("isScraper") && !isAdmin(actorOf(context.get("actor")))) {
      throw new ApiProblem(403, "wrong-role", {
        title: "The metrics are for operators.",
        detail: "This token is neither an admin's nor the one that reads metrics.",
        solution: "Send the token that STEEPEST_METRICS_TOKEN is set to.",
      });
    }
    context.header("cache-control", "no-store");
    const text = await renderMetrics(openDatabase(context.env.DB), Date.now());
    return context.body(text, 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
  },
);
