import { type SQL, sql } from "drizzle-orm";
import { isVoid } from "../audits/isVoid.ts";

/** How many leases a runner holds, of trials and of audits. */
export const heldLeases = (runner: string | SQL, now: number | SQL): SQL => sql`(
  (SELECT count(*) FROM trials AS held
    WHERE held.runner = ${runner} AND held.status = 'leased' AND held.lease_expires_at > ${now})
  + (SELECT count(*) FROM audits AS held
    WHERE held.runner = ${runner} AND held.status = 'leased' AND held.lease_expires_at > ${now}))`;

/** Whether a runner may have a lease, asked by the very statement that gives it: a ban, a void, a drain or the end of an account may have come since the request was let in. */
export const mayHold = (runner: SQL, owner: SQL): SQL => sql`EXISTS (
  SELECT 1 FROM runners AS asking CROSS JOIN users AS its ON its.name = asking.owner
  WHERE asking.id = ${runner} AND asking.owner = ${owner} AND asking.banned_at IS NULL AND asking.draining_at IS NULL AND its.banned_at IS NULL)
  AND NOT ${isVoid(runner, owner)}`;
