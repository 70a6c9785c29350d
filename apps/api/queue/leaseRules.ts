import { budgetOf } from "@steepest/core/schema/workloadCard.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import type { Bindings } from "../bindings.ts";
import type { entries, trials } from "../database/schema.ts";
import { numberOf } from "../settings/readVariable.ts";

/** A lease without a heartbeat for this long is given to someone else. Runners beat every 5 seconds. */
export const leaseMilliseconds = (env: Bindings): number => 1000 * numberOf(env, "STEEPEST_LEASE_SECONDS");

/** A machine may be this much slower than its class's reference, and takes so long to get its data. */
const patience = 20;
const preparationMilliseconds = 30 * 60_000;

/**
 * However often its runner beats, a lease of a trial, or of its audit, is extended no longer than this: a runner that beats and never reports would keep a rival's
 * trial, or the audit of an accomplice, from everybody else.
 */
export function mostHeldMilliseconds(
  { workload }: Pick<typeof trials.$inferSelect, "workload">,
  { hardwareClass, ruleset }: Pick<typeof entries.$inferSelect, "hardwareClass" | "ruleset">,
): number {
  const budgetSeconds = budgetOf(card(workload).target, hardwareClass, ruleset) ?? 0;
  return preparationMilliseconds + patience * budgetSeconds * 1000;
}

/** More than any machine has processors. */
export const mostJobs = 1024;

/** A trial that runners of this many owners lost is not tried again; those of one owner lose it this many times. */
export const maxCrashes = 3;

/** Owners whose runners were not seen for a week are not waited for. */
export const ownersStayMilliseconds = 7 * 24 * 3600_000;

/** A runner that was seen so lately is up: it asks or beats every few seconds. */
export const upMilliseconds = 5 * 60_000;
