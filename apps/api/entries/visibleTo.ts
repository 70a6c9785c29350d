import { type SQL, sql } from "drizzle-orm";
import { type Actor, isAdmin } from "../auth/actor.ts";

/** Whose private things a request may show: its user's, or everybody's (admins). A runner's token shows none: it lies on machines that run strangers' code. */
function sees(actor: Actor | null): { readonly all: boolean; readonly owner: string | null } {
  if (actor === null) return { all: false, owner: null };
  return { all: isAdmin(actor), owner: actor.scopes.includes("submitter") ? actor.user : null };
}

/** The same for all who see the same entries, and only for them. */
export const seenBy = (actor: Actor | null): string => JSON.stringify(sees(actor));

/**
 * The one condition on `entries` that says who may see an entry, its trials, records and events: everybody, or of a private one its owner and
 * admins. Boards, exports and caps take `isPublic` alone, so that they are the same to all.
 */
export function visibleTo(actor: Actor | null): SQL {
  const { all, owner } = sees(actor);
  if (all) return sql`TRUE`;
  if (owner === null) return isPublic;
  return sql`(${isPublic} OR EXISTS (
    SELECT 1 FROM versions AS own JOIN submissions AS owned ON owned.name = own.submission
    WHERE own.version = entries.version AND owned.owner = ${owner}))`;
}

/** Shown to everybody. */
export const isPublic: SQL = sql`NOT entries.is_private`;

/** Has been in the open: uploaded so and not entered privately alone, or with an entry that is public. */
const publicVersion = sql`(
  EXISTS (SELECT 1 FROM entries AS shown WHERE shown.version = versions.version AND NOT shown.is_private)
  OR (NOT versions.is_private AND NOT EXISTS (SELECT 1 FROM entries AS hidden WHERE hidden.version = versions.version)))`;

/** The condition on `versions` that says who may see one with its source: of a version that has private entries only, its owner and admins. */
export function versionVisibleTo(actor: Actor | null): SQL {
  const { all, owner } = sees(actor);
  if (all) return sql`TRUE`;
  if (owner === null) return publicVersion;
  return sql`(${publicVersion} OR EXISTS (
    SELECT 1 FROM submissions AS owned WHERE owned.name = versions.submission AND owned.owner = ${owner}))`;
}

/** The condition on `lab_results`: everybody, or of a private one its owner and admins. */
export function labVisibleTo(actor: Actor | null): SQL {
  const { all, owner } = sees(actor);
  if (all) return sql`TRUE`;
  return owner === null
    ? sql`NOT lab_results.is_private`
    : sql`(NOT lab_results.is_private OR lab_results.owner = ${owner})`;
}
