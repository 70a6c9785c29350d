import { createRoute, z } from "@hono/zod-openapi";
import { suiteSchema } from "@steepest/core/schema/suite.ts";
import { hasSuite, suite, suites } from "@steepest/workloads/catalogue.ts";
import { notFound } from "../http/apiProblem.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, problems } from "../http/describe.ts";

export const suiteRoutes = createRouter();

suiteRoutes.openapi(
  createRoute({
    method: "get",
    path: "/suites",
    tags: ["Catalogue"],
    summary: "Every suite",
    responses: { 200: jsonAnswer(z.array(suiteSchema), "The suites of this deployment.") },
  }),
  (context) => context.json([...suites], 200),
);

suiteRoutes.openapi(
  createRoute({
    method: "get",
    path: "/suites/{id}",
    tags: ["Catalogue"],
    summary: "One suite",
    request: { params: z.object({ id: z.string() }) },
    responses: { 200: jsonAnswer(suiteSchema, "The suite."), ...problems(404) },
  }),
  (context) => {
    const { id } = context.req.valid("param");
    if (!hasSuite(id)) throw notFound("suite", id, "GET /v1/suites");
    return context.json(suite(id), 200);
  },
);
