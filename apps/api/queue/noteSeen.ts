import { eq } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { runners } from "../database/schema.ts";

/** An idle runner asks every two seconds: not each of them is worth a write. */
const milliseconds = 30_000;

/** Notes that a runner without a trial, and so without heartbeats, is there. */
export async function noteSeen(
  database: Database,
  runner: { readonly id: string; readonly lastSeenAt: number },
  now: number,
): Promise<void> {
  if (now - runner.lastSeenAt < milliseconds) return;
  await database.update(runners).set({ lastSeenAt: now }).where(eq(runners.id, runner.id));
}
