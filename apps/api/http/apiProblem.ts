import { problemType } from "@steepest/core/schema/api/apiError.ts";
import type { ProblemDetails } from "@steepest/core/schema/problem.ts";
import type { ContentfulStatusCode } from "hono/utils/http-status";

export interface ProblemText {
  /** What is wrong, as one sentence. */
  readonly title: string;
  readonly detail: string;
  /** What the reader can do about it. */
  readonly solution: string;
  readonly existing?: string;
  readonly errors?: ProblemDetails["errors"];
}

/** Thrown by a route to answer with problem details (RFC 9457). */
export class ApiProblem extends Error {
  readonly status: ContentfulStatusCode;
  readonly problem: ProblemDetails;
  /** Of the answer, beside its content type. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: ContentfulStatusCode,
    code: string,
    text: ProblemText,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(text.title);
    this.name = "ApiProblem";
    this.status = status;
    this.headers = headers;
    this.problem = { type: problemType(code), status, ...text };
  }
}

/** The 404 of one thing. */
export const notFound = (what: string, id: string, list: string): ApiProblem =>
  new ApiProblem(404, `unknown-${what}`, {
    title: `There is no ${what} ${id}.`,
    detail: `No ${what} with this id exists in this deployment.`,
    solution: `See ${list} for those there are.`,
  });
