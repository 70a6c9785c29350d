import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { ApiProblem } from "../http/apiProblem.ts";

/** Whether a runner, or all of its owner's, is void. */
export const isVoid = (runner: SQL, owner: SQL): SQL => sql`EXISTS (
  SELECT 1 FROM voids WHERE lifted_at IS NULL AND kind = 'runner' AND subject = ${runner}
  UNION ALL SELECT 1 FROM voids WHERE lifted_at IS NULL AND kind = 'user' AND subject = ${owner})`;

/** Gives nothing to a runner that is void, nor takes uploads of a user whose are. Throws a 409 problem with the reason. */
export async function refuseVoid(
  database: Database,
  who: { readonly name: string; readonly owner: string; readonly runner: string | null },
): Promise<void> {
  const [kind, subject] = who.runner === null ? ["uploads", who.owner] : ["runner", who.runner];
  const [found] = await database.all<{ reason: string }>(sql`
    SELECT reason FROM voids WHERE lifted_at IS NULL AND kind = ${kind} AND subject = ${subject}
    UNION ALL SELECT reason FROM voids WHERE lifted_at IS NULL AND kind = 'user' AND subject = ${who.owner}
    LIMIT 1`);
  if (found === undefined) return;
  throw new ApiProblem(409, "void", {
    title: `${who.name} is void.`,
    detail: found.reason,
    solution:
      "Run `steepest doctor`, and `steepest replay` on one of its records; then ask an operator to lift it.",
  });
}
