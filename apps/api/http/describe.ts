import { problemSchema } from "@steepest/core/schema/problem.ts";
import type { z } from "zod";

/** Shorthand for route definitions: what is sent and answered, for the OpenAPI document and the checks alike. */
export const jsonBody = <Schema extends z.ZodType>(schema: Schema) => ({
  content: { "application/json": { schema } },
  required: true,
});

export const jsonAnswer = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { "application/json": { schema } },
});

/** A body that is no JSON document: an event stream, JSON lines. */
export const otherAnswer = (mediaType: string, description: string) => ({
  description,
  content: { [mediaType]: { schema: { type: "string" as const } } },
});

const meanings = {
  400: "The request is malformed.",
  401: "A token is missing, or the one that was sent is malformed, unknown or expired.",
  403: "The token or session may not do this, or its user is banned.",
  404: "There is no such thing.",
  409: "It conflicts with what is there.",
  410: "It is no longer there.",
  413: "The body is too large.",
  415: "The body is not sent as JSON.",
  422: "A field is not valid.",
  429: "Too many requests, or above a quota: `retry-after` says when it is worth to ask again.",
  500: "The API failed.",
  503: "Too much waits to be read, or to be made (`retry-after` says when it is worth to ask again), or a variable of the deployment is set wrong.",
} as const;

export const problems = <Status extends keyof typeof meanings>(...statuses: Status[]) => {
  const answers = statuses.map((status) => [
    status,
    { description: meanings[status], content: { "application/problem+json": { schema: problemSchema } } },
  ]);
  // Typed without their content: routes throw their problems instead of returning them.
  return Object.fromEntries(answers) as Record<Status, { description: string }>;
};

/** Marks a route as needing a token in the OpenAPI document. */
export const needsToken = [{ token: [] }];
