import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { ApiProblem } from "../http/apiProblem.ts";

/** Whether a runner, or all of its owner's, is void. */
export const isVoid = (runner: SQL, owner: SQL): SQL => sql`EXISTS (
  SELECT 1 FROM voids WHERE lifted_at IS NULL AND kind = 'runner' AND subject = ${runner}
  UNION ALL SELECT 1 FROM voids WHERE lifted_at IS NULL AND kind = 'user' AND subject = ${owner})`;

/** Why a runner, or what a user uploads, or all of its owner's, is void; null where it is not. */
export const voidReason = (kind: "runner" | "uploads", subject: SQL, owner: SQL) => sql<string | null>`(
  SELECT reason FROM voids WHERE lifted_at IS NULL AND kind = ${kind} AND subject = ${subject}
  UNION ALL SELECT reason FROM voids WHERE lifted_at IS NULL AND kind = 'user' AND subject = ${owner}
  LIMIT 1)`;

/** Takes no uploads of a user who is void, or whose uploads are. Throws a 409 problem with the reason. */
export async function refuseVoidUploads(database: Database, user: string): Promise<void> {
  const [found] = await database.all<{ reason: string | null }>(
    sql`SELECT ${voidReason("uploads", sql`${user}`, sql`${user}`)} AS reason`,
  );
  if (found?.reason != null) throw isVoidProblem(`What ${user} uploads`, found.reason);
}

/** Nothing is given to whom it names, nor taken of them. */
export const isVoidProblem = (name: string, reason: string): ApiProblem =>
  new ApiProblem(409, "void", {
    title: `${name} is void.`,
    detail: reason,
    solution:
      "Run `steepest doctor`, and `steepest replay` on one of its records; then ask an operator to lift it.",
  });
