import { ApiError } from "@steepest/core/schema/api/apiError.ts";
import type { ProblemDetails } from "@steepest/core/schema/problem.ts";

/** The problem that a call is answered with. Fails where it succeeds. */
export async function problemOf(call: Promise<unknown>): Promise<ProblemDetails & { readonly code: string }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ApiError) return { ...error.problem, code: error.code };
    throw error;
  }
  throw new Error("the call succeeded");
}
