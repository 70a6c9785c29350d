import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnv } from "../bindings.ts";
import { ApiProblem } from "./apiProblem.ts";

/** A router whose requests are checked against their schemas; what is wrong is listed field by field. */
export const createRouter = (): OpenAPIHono<ApiEnv> =>
  new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      const errors = result.error.issues.map((issue) => ({
        path: issue.path.join(".") || "(whole)",
        message: issue.message,
      }));
      const where =
        { json: "body", query: "query string", param: "path" }[result.target as string] ?? result.target;
      throw new ApiProblem(result.target === "json" ? 422 : 400, "invalid-request", {
        title: `The ${where} of the request is not valid.`,
        detail: `${errors.length} ${errors.length === 1 ? "field is" : "fields are"} wrong: see \`errors\`.`,
        solution: "Correct the fields named; /v1/openapi.json describes every request.",
        errors,
      });
    },
  });
