import type { Bindings } from "../bindings.ts";
import { numberOf } from "../settings/readVariable.ts";

/** A lease without a heartbeat for this long is given to someone else. Runners beat every 5 seconds. */
export const leaseMilliseconds = (env: Bindings): number => 1000 * numberOf(env, "STEEPEST_LEASE_SECONDS");

/** A trial that runners of this many owners lost is not tried again; those of one owner lose it this many times. */
export const maxCrashes = 3;

/** Owners whose runners were not seen for a week are not waited for. */
export const ownersStayMilliseconds = 7 * 24 * 3600_000;

/** A runner that was seen so lately is up: it asks or beats every few seconds. */
export const upMilliseconds = 5 * 60_000;
