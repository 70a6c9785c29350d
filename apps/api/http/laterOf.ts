import type { Context } from "hono";
import { logFault } from "./logFault.ts";

/** What goes on with work after the answer is sent; null where the app runs without a Worker's context, in tests and within the site's pages. */
export function laterOf(context: Context): ((work: Promise<unknown>) => void) | null {
  let execution: Context["executionCtx"];
  try {
    execution = context.executionCtx;
  } catch {
    // Hono throws where there is none.
    return null;
  }
  return (work) => {
    execution.waitUntil(work.catch((error: unknown) => logFault(`after ${context.req.path}`, error)));
  };
}
