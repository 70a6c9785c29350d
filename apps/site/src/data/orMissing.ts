import { ApiError } from "@steepest/core/schema/api/apiError.ts";

/** The promise's value, or null where the API says that there is no such thing. */
export async function orMissing<Value>(promise: Promise<Value>): Promise<Value | null> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 400)) return null;
    throw error;
  }
}
