import { OpenAPIHono } from "@hono/zod-openapi";
import { cors } from "hono/cors";
import { authenticate } from "./auth/authenticate.ts";
import { mountAuth } from "./auth/mountAuth.ts";
import type { ApiEnv } from "./bindings.ts";
import { answerError } from "./http/answerError.ts";
import { ApiProblem } from "./http/apiProblem.ts";
import { limitBody } from "./http/limitBody.ts";
import { limitGuesses, limitRate } from "./http/limitRate.ts";
import { openApiDocument } from "./http/openApiDocument.ts";
import { protect } from "./http/protect.ts";
import { requireJson } from "./http/requireJson.ts";
import { traceRequest } from "./http/traceRequest.ts";
import { workLater } from "./http/workLater.ts";
import { leaseAhead } from "./queue/leaseAhead.ts";
import { adminRoutes } from "./routes/adminRoutes.ts";
import { boardRoutes } from "./routes/boardRoutes.ts";
import { compareRoutes } from "./routes/compareRoutes.ts";
import { costRoutes } from "./routes/costRoutes.ts";
import { dataRoutes } from "./routes/dataRoutes.ts";
import { deviceRoutes } from "./routes/deviceRoutes.ts";
import { entryRoutes } from "./routes/entryRoutes.ts";
import { eventRoutes } from "./routes/eventRoutes.ts";
import { exportRoutes } from "./routes/exportRoutes.ts";
import { healthRoutes } from "./routes/healthRoutes.ts";
import { labRoutes } from "./routes/labRoutes.ts";
import { leaseRoutes } from "./routes/leaseRoutes.ts";
import { meRoutes } from "./routes/meRoutes.ts";
import { metricsRoutes } from "./routes/metricsRoutes.ts";
import { notificationRoutes } from "./routes/notificationRoutes.ts";
import { queueRoutes } from "./routes/queueRoutes.ts";
import { quotaRoutes } from "./routes/quotaRoutes.ts";
import { receiptRoutes } from "./routes/receiptRoutes.ts";
import { runnerRoutes } from "./routes/runnerRoutes.ts";
import { signInRoutes } from "./routes/signInRoutes.ts";
import { submissionRoutes } from "./routes/submissionRoutes.ts";
import { suiteRoutes } from "./routes/suiteRoutes.ts";
import { tokenRoutes } from "./routes/tokenRoutes.ts";
import { trialRoutes } from "./routes/trialRoutes.ts";
import { trustRoutes } from "./routes/trustRoutes.ts";
import { versionRoutes } from "./routes/versionRoutes.ts";
import { workloadRoutes } from "./routes/workloadRoutes.ts";

/** The whole API under `/v1`, for its own Worker or to be mounted by the site's. */
export function createApp(): OpenAPIHono<ApiEnv> {
  const app = new OpenAPIHono<ApiEnv>();
  app.use("*", traceRequest);
  app.use("/v1/*", protect);
  app.use(
    "/v1/*",
    cors({ origin: "*", allowMethods: ["GET", "HEAD"], exposeHeaders: ["etag", "x-request-id"] }),
  );
  app.use("*", limitBody);
  app.use("/v1/*", requireJson);
  app.use("/v1/*", limitGuesses);
  mountAuth(app);
  app.use("/v1/leases/*", leaseAhead);
  app.use("/v1/*", authenticate);
  app.use("/v1/*", limitRate);
  app.use("/v1/*", workLater);

  const resources = [
    healthRoutes,
    submissionRoutes,
    versionRoutes,
    entryRoutes,
    trialRoutes,
    boardRoutes,
    compareRoutes,
    costRoutes,
    exportRoutes,
    workloadRoutes,
    suiteRoutes,
    dataRoutes,
    labRoutes,
    runnerRoutes,
    leaseRoutes,
    tokenRoutes,
    meRoutes,
    notificationRoutes,
    deviceRoutes,
    signInRoutes,
    trustRoutes,
    receiptRoutes,
    eventRoutes,
    adminRoutes,
    metricsRoutes,
    quotaRoutes,
    queueRoutes,
  ];
  for (const routes of resources) app.route("/v1", routes);

  app.openAPIRegistry.registerComponent("securitySchemes", "token", { type: "http", scheme: "bearer" });
  app.get("/v1/openapi.json", (context) => context.json(openApiDocument(app), 200));
  // Where scrapers look for it.
  app.all("/metrics", (context) =>
    app.fetch(new Request(new URL("/v1/metrics", context.req.url), context.req.raw), context.env),
  );
  app.onError(answerError);
  app.notFound((context) => {
    throw new ApiProblem(404, "unknown-route", {
      title: `There is no ${context.req.method} ${context.req.path}.`,
      detail: "No route of the API has this method and path.",
      solution: "See /v1/openapi.json for every route.",
    });
  });
  return app;
}
