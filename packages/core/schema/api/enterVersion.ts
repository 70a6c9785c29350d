import { existingAfter } from "./apiError.ts";
import type { Client } from "./client.ts";
import type { CreateEntry } from "./entries.ts";

/** Enters a version on a board and gives the entry's id: that of the entry which is there already, where there is one. */
export async function enterVersion(
  client: Pick<Client, "createEntry">,
  request: CreateEntry,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  try {
    return { id: (await client.createEntry(request)).id, isNew: true };
  } catch (error) {
    return { id: existingAfter(error, "entry-exists"), isNew: false };
  }
}
