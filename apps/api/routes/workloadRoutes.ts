import { createRoute, z } from "@hono/zod-openapi";
import { workloadCardSchema } from "@steepest/core/schema/workloadCard.ts";
import { cards } from "@steepest/workloads/catalogue.ts";
import { notFound } from "../http/apiProblem.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, problems } from "../http/describe.ts";

export const workloadRoutes = createRouter();

workloadRoutes.openapi(
  createRoute({
    method: "get",
    path: "/workloads",
    tags: ["Catalogue"],
    summary: "Every workload",
    responses: { 200: jsonAnswer(z.array(workloadCardSchema), "The workloads of this deployment.") },
  }),
  (context) => context.json([...cards], 200),
);

workloadRoutes.openapi(
  createRoute({
    method: "get",
    path: "/workloads/{id}",
    tags: ["Catalogue"],
    summary: "One workload",
    request: { params: z.object({ id: z.string() }) },
    responses: { 200: jsonAnswer(workloadCardSchema, "The workload."), ...problems(404) },
  }),
  (context) => {
    const { id } = context.req.valid("param");
    const found = cards.find((item) => item.id === id);
    if (found === undefined) throw notFound("workload", id, "GET /v1/workloads");
    return context.json(found, 200);
  },
);
