import { type SQL, sql } from "drizzle-orm";

/** How many leases a runner holds, of trials and of audits. */
export const heldLeases = (runner: string | SQL, now: number | SQL): SQL => sql`(
  (SELECT count(*) FROM trials AS held
    WHERE held.runner = ${runner} AND held.status = 'leased' AND held.lease_expires_at > ${now})
  + (SELECT count(*) FROM audits AS held
    WHERE held.runner = ${runner} AND held.status = 'leased' AND held.lease_expires_at > ${now}))`;
