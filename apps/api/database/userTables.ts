import type { SetQuota } from "@steepest/core/schema/api/quotas.ts";
import type { Role } from "@steepest/core/schema/api/tokens.ts";
import { sql } from "drizzle-orm";
import { check, index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Who owns things, by the handle that is shown. A person who signs in has one; users of tokens alone need no person. */
export const users = sqliteTable("users", {
  name: text().primaryKey(),
  createdAt: integer("created_at").notNull(),
  isAdmin: integer("is_admin", { mode: "boolean" }).notNull().default(false),
  /** What an admin lets them have, instead of everybody's quota. */
  quota: text({ mode: "json" }).$type<SetQuota>(),
  /** Since when their tokens and sessions are refused, and why. */
  bannedAt: integer("banned_at"),
  banReason: text("ban_reason"),
});

export const tokens = sqliteTable(
  "tokens",
  {
    id: text().primaryKey(),
    user: text()
      .notNull()
      .references(() => users.name),
    /** What its owner calls it. */
    name: text().notNull(),
    scopes: text({ mode: "json" }).$type<readonly Role[]>().notNull(),
    /** SHA-256 of the secret, in hex: the secret itself is shown once and kept nowhere. */
    secretSha256: text("secret_sha256").notNull().unique(),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
    lastUsedAt: integer("last_used_at"),
  },
  (table) => [
    index("tokens_of_user").on(table.user),
    check("token_scopes", sql`json_array_length(${table.scopes}) > 0`),
    check("token_secret_is_a_hash", sql`length(${table.secretSha256}) = 64`),
    check("token_expires_after_creation", sql`${table.expiresAt} > ${table.createdAt}`),
  ],
);

// What better-auth keeps, in the columns that it names (its library reads and writes them as dates and booleans), and our own device flow. All
// of it is personal: DELETE /v1/me drops it.

const at = (name: string) => integer(name, { mode: "timestamp_ms" }).notNull();

/** Who signs in. `handle` is the user that they act as: null until they have chosen it. */
export const people = sqliteTable("people", {
  id: text().primaryKey(),
  handle: text()
    .unique()
    .references(() => users.name),
  /** What GitHub calls them, to begin the choice with. */
  suggestedHandle: text("suggested_handle"),
  name: text().notNull(),
  /** `…@users.invalid` of those who sign in by a link of the operator: nothing can be sent there. */
  email: text().notNull().unique(),
  emailVerified: integer("email_verified", { mode: "boolean" }).notNull(),
  image: text(),
  createdAt: at("created_at"),
  updatedAt: at("updated_at"),
});

const person = () =>
  text("person")
    .notNull()
    .references(() => people.id, { onDelete: "cascade" });

export const sessions = sqliteTable(
  "sessions",
  {
    id: text().primaryKey(),
    userId: person(),
    token: text().notNull().unique(),
    expiresAt: at("expires_at"),
    createdAt: at("created_at"),
    updatedAt: at("updated_at"),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
  },
  (table) => [index("sessions_of_person").on(table.userId)],
);

/** Who a person is elsewhere: at GitHub. */
export const accounts = sqliteTable(
  "accounts",
  {
    id: text().primaryKey(),
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    userId: person(),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: integer("access_token_expires_at", { mode: "timestamp_ms" }),
    refreshTokenExpiresAt: integer("refresh_token_expires_at", { mode: "timestamp_ms" }),
    scope: text(),
    password: text(),
    createdAt: at("created_at"),
    updatedAt: at("updated_at"),
  },
  (table) => [
    index("accounts_of_person").on(table.userId),
    index("accounts_elsewhere").on(table.providerId, table.accountId),
  ],
);

/** Links and states that can be used once, by hash. */
export const verifications = sqliteTable(
  "verifications",
  {
    id: text().primaryKey(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: at("expires_at"),
    createdAt: at("created_at"),
    updatedAt: at("updated_at"),
  },
  (table) => [
    index("verification_identifiers").on(table.identifier),
    index("verification_ends").on(table.expiresAt),
  ],
);

/** A program that waits to be let in by somebody who is signed in (RFC 8628). */
export const devices = sqliteTable(
  "devices",
  {
    deviceCodeSha256: text("device_code_sha256").primaryKey(),
    /** What its user types, without the hyphen. */
    userCode: text("user_code").notNull().unique(),
    /** What the token is to be called. */
    name: text().notNull(),
    scopes: text({ mode: "json" }).$type<readonly Role[]>().notNull(),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
    polledAt: integer("polled_at"),
    /** Who has let it in. */
    approvedBy: text("approved_by").references(() => users.name),
    deniedAt: integer("denied_at"),
  },
  (table) => [index("device_ends").on(table.expiresAt)],
);

/** Handles of people who have gone, by hash: nobody else becomes them. */
export const retiredHandles = sqliteTable("retired_handles", {
  handleSha256: text("handle_sha256").primaryKey(),
});
