import type { D1Database, Fetcher, R2Bucket } from "@cloudflare/workers-types";
import type { Actor } from "./auth/actor.ts";

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
  /** Requests, and uploads among them, that one user (or one address without a token) may make in a minute. Unset: any number. */
  readonly STEEPEST_REQUESTS_PER_MINUTE?: string;
  readonly STEEPEST_UPLOADS_PER_MINUTE?: string;
  /** `off`: runners of any speed get trials, and are shown as not checked. For platforms on one's own machine. */
  readonly STEEPEST_HARDWARE_CLASS_CHECK?: string;
}

export interface ApiEnv {
  Bindings: Bindings;
  Variables: { actor: Actor | null };
}
