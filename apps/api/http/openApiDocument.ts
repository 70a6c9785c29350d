import type { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnv } from "../bindings.ts";
import { problems } from "./describe.ts";

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

/** What the OpenAPI document says of the API as a whole. */
const openApiInfo = {
  openapi: "3.1.0",
  info: {
    title: "Steepest API",
    version: "1",
    description:
      "Submissions, entries, runner leases, records and boards of a benchmark of neural-network training algorithms. " +
      "Errors are problem details (RFC 9457) that say in `solution` what to do.",
    license: { name: "Apache-2.0", identifier: "Apache-2.0" },
  },
  tags: [
    { name: "Submissions", description: "Training algorithms and their versions" },
    { name: "Entries", description: "Versions on boards, with their trials" },
    { name: "Trials", description: "Single training runs and their records" },
    { name: "Boards", description: "Ranked results" },
    { name: "Catalogue", description: "Workloads and suites" },
    { name: "Runners", description: "Machines that run trials" },
    { name: "Leases", description: "The queue, as runners use it" },
    { name: "Tokens", description: "Access of programs" },
    { name: "Accounts", description: "People: who they are, and how they come in" },
    { name: "Service", description: "Operation" },
  ],
};
