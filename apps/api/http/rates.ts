import type { Bindings, RateLimit } from "../bindings.ts";
import { choiceOf, numberOf } from "../settings/readVariable.ts";
import type { VariableName } from "../settings/variables.ts";

/** What is counted, and how much of it one user or address may ask for in a minute. */
interface Rate {
  /** As the answer says it: "Too many …". */
  readonly what: string;
  readonly perMinute: number;
  /** Cloudflare's counter, with the same rate in wrangler.jsonc. */
  readonly binding: keyof Bindings & `RATE_${string}`;
  readonly variable: VariableName & `STEEPEST_${string}_PER_MINUTE`;
}

/** Generous: a person never meets them, and a user's two hundred busy runners neither. */
export const rates = {
  user: {
    what: "requests",
    perMinute: 3000,
    binding: "RATE_USER_REQUESTS",
    variable: "STEEPEST_REQUESTS_PER_MINUTE",
  },
  address: {
    what: "requests",
    perMinute: 1200,
    binding: "RATE_ADDRESS_REQUESTS",
    variable: "STEEPEST_REQUESTS_PER_MINUTE",
  },
  uploads: {
    what: "uploads",
    perMinute: 20,
    binding: "RATE_UPLOADS",
    variable: "STEEPEST_UPLOADS_PER_MINUTE",
  },
  /** Forms of the site, and what its sign-in posts. */
  forms: { what: "forms", perMinute: 60, binding: "RATE_FORMS", variable: "STEEPEST_FORMS_PER_MINUTE" },
  /** Tokens, codes and links that are none. */
  guesses: {
    what: "wrong tokens, codes or links",
    perMinute: 30,
    binding: "RATE_GUESSES",
    variable: "STEEPEST_GUESSES_PER_MINUTE",
  },
} as const satisfies Record<string, Rate>;

export type RateName = keyof typeof rates;

/** Keys that are remembered; whoever comes after so many others begins with a full bucket. */
const mostKeys = 10_000;

interface Bucket {
  tokens: number;
  at: number;
}
const buckets = new Map<string, Bucket>();

const filledAt = (key: string, perMinute: number, now: number): number => {
  const { tokens, at } = buckets.get(key) ?? { tokens: perMinute, at: now };
  return Math.min(perMinute, tokens + ((now - at) / 60_000) * perMinute);
};

const secondsUntilOne = (filled: number, perMinute: number): number =>
  filled >= 1 ? 0 : Math.ceil(((1 - filled) / perMinute) * 60);

/** Takes one token of a bucket that holds `perMinute` and fills up within a minute. Seconds to wait, 0 where there was one. */
export function takeToken(key: string, perMinute: number, now: number): number {
  const filled = filledAt(key, perMinute, now);
  const isGiven = filled >= 1;
  buckets.delete(key);
  buckets.set(key, { tokens: isGiven ? filled - 1 : filled, at: now });
  for (const oldest of buckets.keys()) {
    if (buckets.size <= mostKeys) break;
    buckets.delete(oldest);
  }
  return secondsUntilOne(filled, perMinute);
}

/** Until when Cloudflare's counter of a key is known to be used up: it has no way to be asked without counting. */
const usedUp = new Map<string, number>();

const minute = 60_000;

/** Which rate holds here: null where none does. A variable goes before what is built in; `STEEPEST_LIMITS=off` leaves the variables alone. */
export function rateOf(
  env: Bindings,
  name: RateName,
): { readonly perMinute: number; readonly counter: RateLimit | undefined } | null {
  const { variable, binding, perMinute } = rates[name];
  const set = numberOf(env, variable);
  if (set !== null) return set >= 1 ? { perMinute: set, counter: undefined } : null;
  return choiceOf(env, "STEEPEST_LIMITS") === "off" ? null : { perMinute, counter: env[binding] };
}

/** Counts one of `who`'s. Seconds to wait, 0 where it is within the rate. */
export async function countOne(env: Bindings, name: RateName, who: string, now: number): Promise<number> {
  const rate = rateOf(env, name);
  if (rate === null) return 0;
  const key = `${name} ${who}`;
  if (rate.counter === undefined) return takeToken(key, rate.perMinute, now);
  const { success } = await rate.counter.limit({ key });
  if (success) return 0;
  usedUp.delete(key);
  usedUp.set(key, now + minute);
  for (const oldest of usedUp.keys()) {
    if (usedUp.size <= mostKeys) break;
    usedUp.delete(oldest);
  }
  return minute / 1000;
}

/** Seconds until `who` may do so again, as far as is known here; counts nothing. */
export function secondsLeft(env: Bindings, name: RateName, who: string, now: number): number {
  const rate = rateOf(env, name);
  if (rate === null) return 0;
  const key = `${name} ${who}`;
  if (rate.counter === undefined) return secondsUntilOne(filledAt(key, rate.perMinute, now), rate.perMinute);
  return Math.max(0, Math.ceil(((usedUp.get(key) ?? 0) - now) / 1000));
}
