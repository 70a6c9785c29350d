import { UserError } from "@steepest/base/userError.ts";
import { ApiError } from "@steepest/core/schema/api/apiError.ts";

/** Whether trying again may help: no answer, an overloaded API, or a proxy's error page in front of it. */
export function isTransient(error: unknown): boolean {
  if (error instanceof ApiError) return error.status >= 500 || error.status === 429;
  if (!(error instanceof UserError)) return false;
  return (
    error.code === "api-unreachable" || (error.code === "api-mismatch" && /^HTTP 5/.test(error.details ?? ""))
  );
}
