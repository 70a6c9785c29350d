import { ApiError } from "@steepest/core/schema/api/apiError.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";
import type { Outbox, OutboxItem } from "./outbox.ts";
import { type RetryOptions, retrying } from "./retrying.ts";

/** What became of a record: counted, or refused for a reason (the lease was lost, the entry cancelled). */
export type Delivery =
  | { readonly kind: "counted"; readonly status: string }
  | { readonly kind: "refused"; readonly reason: string; readonly code: string };

/** Wrong token or role: the record is good and stays in the outbox until the operator has mended it. */
const isTokenProblem = (error: ApiError) => error.status === 401 || error.status === 403;

/** Reports a finished trial and takes it from the outbox once the API has answered for it, whatever it answered. */
export async function deliver(
  client: Client,
  outbox: Outbox,
  item: OutboxItem,
  options: RetryOptions,
): Promise<Delivery> {
  const { trial, attempt, record } = item;
  try {
    const { status } = await retrying(() => client.report(trial, { attempt, record }), options);
    outbox.remove(item);
    return { kind: "counted", status };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status >= 500 || isTokenProblem(error)) throw error;
    outbox.remove(item);
    return { kind: "refused", reason: [error.message, error.problem.detail].join(" "), code: error.code };
  }
}
