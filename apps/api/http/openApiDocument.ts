import type { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnv } from "../bindings.ts";
import { problems } from "./describe.ts";
import { openApiInfo } from "./openApiInfo.ts";

/** The OpenAPI document, with what any route may answer: each checks a token that is sent, and each that takes a body its size and form. */
export function openApiDocument(app: OpenAPIHono<ApiEnv>) {
  const document = app.getOpenAPI31Document(openApiInfo);
  for (const methods of Object.values(document.paths ?? {})) {
    for (const operation of [methods.get, methods.post, methods.delete]) {
      if (operation === undefined) continue;
      const takesBody = operation.requestBody !== undefined;
      const always = takesBody ? problems(400, 401, 413, 415, 500) : problems(401, 500);
      operation.responses = { ...always, ...operation.responses };
    }
  }
  return document;
}
