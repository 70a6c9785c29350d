import { ApiError } from "@steepest/core/schema/api/apiError.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";
import { describeQueue } from "@steepest/core/schema/api/describeQueue.ts";
import type { EntrySummary } from "@steepest/core/schema/api/entries.ts";

/** What an entry waits for, a sentence a line; none once it has ended, or where an older platform cannot tell. */
export async function queueLines(client: Client, { id, status }: EntrySummary): Promise<string[]> {
  if (status === "complete" || status === "cancelled") return [];
  try {
    return describeQueue(await client.queue(id));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}
