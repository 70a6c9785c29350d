import type { D1Database, Fetcher, R2Bucket } from "@cloudflare/workers-types";
import type { Actor } from "./auth/actor.ts";
import type { Person } from "./auth/readSession.ts";

/** Cloudflare's rate limiting binding: counts per key, in the place where the Worker runs. */
export interface RateLimit {
  limit(options: { readonly key: string }): Promise<{ readonly success: boolean }>;
}

/** What the Worker is given. The site's Worker passes the same. */
export interface Bindings {
  readonly DB: D1Database;
  readonly STORE: R2Bucket;
  /** What reads strangers' files (reader/), apart from what serves. */
  readonly READER: Fetcher;
  /** The first admin token, from which all others are made. Unset: tokens of the database only. */
  readonly STEEPEST_ADMIN_TOKEN?: string;
  /** How long a lease stands without a heartbeat (default 60). */
  readonly STEEPEST_LEASE_SECONDS?: string;
  /** What the seeds of verified entries follow from, with owner and submission: nobody redraws by entering again. Unset: each entry draws its own. */
  readonly STEEPEST_SEED_SECRET?: string;
  /** Secrets of rounds that have ended, one a line: published, so that everybody can check what was drawn. */
  readonly STEEPEST_PAST_SEED_SECRETS?: string;
  /** Of the records that set no rank, this share is audited (default 0.1). */
  readonly STEEPEST_AUDIT_SHARE?: string;
  /** The keys that receipts are signed with, newest first, as `steepest keys` makes them. Unset: no receipts. */
  readonly STEEPEST_SIGNING_KEYS?: string;
  /** `off`: no rates and quotas but those that variables set. For platforms on one's own machine, and tests. */
  readonly STEEPEST_LIMITS?: string;
  /** What one user, or one address without a token, may ask in a minute (`http/rates.ts`), counted in each instance. `0`: any number. Unset: Cloudflare's counters, else as built in. */
  readonly STEEPEST_REQUESTS_PER_MINUTE?: string;
  readonly STEEPEST_UPLOADS_PER_MINUTE?: string;
  readonly STEEPEST_FORMS_PER_MINUTE?: string;
  readonly STEEPEST_GUESSES_PER_MINUTE?: string;
  readonly RATE_USER_REQUESTS?: RateLimit;
  readonly RATE_ADDRESS_REQUESTS?: RateLimit;
  readonly RATE_UPLOADS?: RateLimit;
  readonly RATE_FORMS?: RateLimit;
  readonly RATE_GUESSES?: RateLimit;
  /** What one user may have (`limits/quotas.ts`). `0`: any number. */
  readonly STEEPEST_VERSIONS_PER_DAY?: string;
  readonly STEEPEST_OPEN_ENTRIES?: string;
  readonly STEEPEST_STORED_BYTES?: string;
  /** `off`: runners of any speed get trials, and are shown as not checked. For platforms on one's own machine. */
  readonly STEEPEST_HARDWARE_CLASS_CHECK?: string;
  /** What sessions are signed with. Unset: it follows from the first admin token; without either nobody signs in. */
  readonly STEEPEST_AUTH_SECRET?: string;
  /** Where visitors find the site. Needed for GitHub and mail. */
  readonly STEEPEST_URL?: string;
  readonly GITHUB_CLIENT_ID?: string;
  readonly GITHUB_CLIENT_SECRET?: string;
  /** A GitHub Enterprise instead of https://github.com, and its API. */
  readonly GITHUB_URL?: string;
  readonly GITHUB_API_URL?: string;
  readonly SMTP_HOST?: string;
  readonly SMTP_PORT?: string;
  readonly SMTP_USERNAME?: string;
  readonly SMTP_PASSWORD?: string;
  /** The sender of mails. */
  readonly SMTP_FROM?: string;
  /** Default: `tls` on port 465, else `starttls`. */
  readonly SMTP_SECURITY?: "tls" | "starttls" | "none";
}

export interface ApiEnv {
  Bindings: Bindings;
  Variables: {
    actor: Actor | null;
    /** Who is signed in by a session, with a handle or (then `actor` is null) without one yet. */
    person: Person | null;
  };
}
