import type { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnv } from "../bindings.ts";
import { problems } from "./describe.ts";
import { openApiInfo } from "./openApiInfo.ts";

/** The OpenAPI document, with what any route may answer: each checks a token that is sent, whose user may be banned, and counts requests; each that takes a body checks its size and form. */
export function openApiDocument(app: OpenAPIHono<ApiEnv>) {
  const document = app.getOpenAPI31Document(openApiInfo);
  for (const methods of Object.values(document.paths ?? {})) {
    for (const operation of [methods.get, methods.post, methods.delete]) {
      if (operation === undefined) continue;
      const takesBody = operation.requestBody !== undefined;
      const always = takesBody
        ? problems(400, 401, 403, 413, 415, 429, 500, 503)
        : problems(401, 403, 429, 500, 503);
      operation.responses = { ...always, ...operation.responses };
    }
  }
  return document;
}
