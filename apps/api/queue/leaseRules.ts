/** A lease without a heartbeat for this long is given to someone else. Runners beat every 10 to 20 seconds. */
export const leaseMilliseconds = 60_000;

/** A trial that took down this many runners is not tried again. */
export const maxCrashes = 3;
