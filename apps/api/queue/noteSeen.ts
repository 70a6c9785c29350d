import { eq } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { runners } from "../database/schema.ts";

/** Runners ask or beat every few seconds: not each time is worth the rows that it writes. They are taken to be away after two minutes. */
const milliseconds = 60_000;

/** Statements that note that a runner is there, none where that is known. */
export const noteSeen = (
  database: Database,
  runner: { readonly id: string; readonly lastSeenAt: number },
  now: number,
) =>
  now - runner.lastSeenAt < milliseconds
    ? []
    : [database.update(runners).set({ lastSeenAt: now }).where(eq(runners.id, runner.id))];
