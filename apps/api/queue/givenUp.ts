import { type SQL, sql } from "drizzle-orm";
import { maxCrashes, ownersStayMilliseconds } from "./leaseRules.ts";

/**
 * Whether nobody is to try the row of `trials` again: runners of three owners lost it, or whoever has runners of its hardware class
 * lost it three times. One owner, whose runners may be broken or hostile, takes no trial out of a queue that others serve.
 */
export const givenUp = (now: number | SQL): SQL => sql`(
  (SELECT count(DISTINCT lost.owner) FROM lost_leases AS lost WHERE lost.trial = trials.id) >= ${maxCrashes}
  OR (
    EXISTS (SELECT 1 FROM lost_leases AS lost WHERE lost.trial = trials.id)
    AND NOT EXISTS (
      SELECT 1 FROM runners AS able
      JOIN entries AS own ON own.id = trials.entry AND own.hardware_class = able.hardware_class
      WHERE able.last_seen_at > ${now} - ${ownersStayMilliseconds} AND ${mayTry(sql`trials.id`, sql`able.owner`)})))`;

/** Whether runners of an owner may still have a trial: they lost it less than three times. */
export const mayTry = (trial: SQL, owner: SQL): SQL =>
  sql`(SELECT count(*) FROM lost_leases AS lost WHERE lost.trial = ${trial} AND lost.owner = ${owner}) < ${maxCrashes}`;

/** Why the row of `trials` was given up. */
export const givenUpReason: SQL = sql`(
  SELECT 'its runners went silent or failed: ' || count(*) || ' lost leases, ' || count(DISTINCT lost.owner)
    || ' owners of runners; at last: ' || (
      SELECT last.reason FROM lost_leases AS last WHERE last.trial = trials.id ORDER BY last.attempt DESC LIMIT 1)
  FROM lost_leases AS lost WHERE lost.trial = trials.id)`;
