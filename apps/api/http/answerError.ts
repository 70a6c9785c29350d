import { UserError } from "@steepest/base/userError.ts";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { ApiProblem } from "./apiProblem.ts";
import { logFault } from "./logFault.ts";

/** Turns whatever a route threw into problem details. */
export function answerError(error: Error, context: Context): Response {
  const { problem, status, headers } = toProblem(error);
  // Paths only: a query string could hold what someone wants to keep out of logs.
  const requestId: string | undefined = context.get("requestId");
  if (status >= 500) {
    const isForeseen = error instanceof ApiProblem;
    logFault(`${requestId} ${context.req.method} ${context.req.path}`, isForeseen ? problem.detail : error);
  }
  if (status === 401) context.header("www-authenticate", "Bearer");
  return context.body(JSON.stringify({ ...problem, instance: context.req.path, requestId }), status, {
    ...problemHeaders,
    ...headers,
  });
}

/** The answer of a problem outside the API's routes. */
export const answerProblem = ({ problem, status, headers }: ApiProblem, path: string): Response =>
  new Response(JSON.stringify({ ...problem, instance: path }), {
    status,
    headers: { ...problemHeaders, ...headers },
  });

const problemHeaders = {
  "content-type": "application/problem+json",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
} as const;

function toProblem(error: Error): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof UserError) {
    return new ApiProblem(422, error.code, {
      title: error.message,
      detail: error.details ?? error.message,
      solution: error.solution,
    });
  }
  if (error instanceof HTTPException && error.status === 400) {
    return new ApiProblem(400, "malformed-json", {
      title: "The request body is not JSON.",
      detail: error.message,
      solution: "Send valid JSON with `content-type: application/json`.",
    });
  }
  if (error instanceof HTTPException && error.status < 500) {
    return new ApiProblem(error.status as 400, "bad-request", {
      title: "The request cannot be answered.",
      detail: error.message,
      solution: "See /v1/openapi.json for what the API accepts.",
    });
  }
  // What was checked before the write is gone: an account was deleted meanwhile.
  if (/FOREIGN KEY constraint failed/.test(error.message)) {
    return new ApiProblem(409, "gone-meanwhile", {
      title: "What this request is about was deleted while it was under way.",
      detail: "Nothing of it was done.",
      solution: "Ask again: the answer says what is there now.",
    });
  }
  return new ApiProblem(500, "internal", {
    title: "The API failed.",
    detail: "This is a fault of the API, not of the request. It has been logged.",
    solution: "Try again; if it persists, tell the operator what you did and when.",
  });
}
