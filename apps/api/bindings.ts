import type { D1Database, Fetcher, R2Bucket } from "@cloudflare/workers-types";
import type { Actor } from "./auth/actor.ts";
import type { Person } from "./auth/readSession.ts";
import type { ReadAhead } from "./http/readAhead.ts";
import type { Variables } from "./settings/variables.ts";

/** Cloudflare's rate limiting binding: counts per key, in the place where the Worker runs. */
export interface RateLimit {
  limit(options: { readonly key: string }): Promise<{ readonly success: boolean }>;
}

/** What the Worker is given, with the variables of `settings/variables.ts`. The site's Worker passes the same. */
export interface Bindings extends Variables {
  readonly DB: D1Database;
  readonly STORE: R2Bucket;
  /** What reads strangers' files (reader/), apart from what serves. */
  readonly READER: Fetcher;
  /** A local platform's folder of prepared data; a deployment has them in STORE. */
  readonly DATA?: Fetcher;
  readonly RATE_USER_REQUESTS?: RateLimit;
  readonly RATE_ADDRESS_REQUESTS?: RateLimit;
  readonly RATE_UPLOADS?: RateLimit;
  readonly RATE_FORMS?: RateLimit;
  readonly RATE_GUESSES?: RateLimit;
}

export interface ApiEnv {
  Bindings: Bindings;
  Variables: {
    actor: Actor | null;
    /** Who is signed in by a session, with a handle or (then `actor` is null) without one yet. */
    person: Person | null;
    /** Of requests about leases. */
    ahead: ReadAhead | undefined;
    /** Names the request in its answer and in the log. */
    requestId: string;
    /** Whether the request has the token that may read the metrics, and nothing else. */
    isScraper: boolean;
  };
}
