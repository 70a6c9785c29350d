import { UserError } from "@steepest/base/userError.ts";
import type { ProblemDetails } from "../problem.ts";

/** The URI of a problem type; its last part is the error's code. */
export const problemType = (code: string): string => `urn:steepest:problem:${code}`;

/** An error that the API answered with, as people read it. */
export class ApiError extends UserError {
  readonly problem: ProblemDetails;

  constructor(problem: ProblemDetails) {
    const fields = problem.errors?.map(({ path, message }) => `${path}: ${message}`) ?? [];
    super({
      code: problem.type.split(":").at(-1) ?? problem.type,
      what: problem.title,
      details: [problem.detail, ...fields].join("\n"),
      solution: problem.solution ?? "See /v1/openapi.json for what the API accepts.",
    });
    this.name = "ApiError";
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }
}

/** What is there already, where the API answered with this conflict; any other error is thrown on. */
export function existingAfter(error: unknown, code: string): string {
  if (error instanceof ApiError && error.code === code && error.problem.existing !== undefined) {
    return error.problem.existing;
  }
  throw error;
}
