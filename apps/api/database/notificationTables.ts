import type { NotificationView, NotifiedKind } from "@steepest/core/schema/api/notifications.ts";
import { sql } from "drizzle-orm";
import { check, index, integer, sqliteTable, text, unique } from "drizzle-orm/sqlite-core";
import { users } from "./userTables.ts";

/** How users want to hear of what happens to their entries; who has no row wants nothing. */
export const notificationSettings = sqliteTable(
  "notification_settings",
  {
    user: text()
      .primaryKey()
      .references(() => users.name),
    kinds: text({ mode: "json" }).$type<readonly NotifiedKind[]>().notNull(),
    byMail: integer("by_mail", { mode: "boolean" }).notNull().default(false),
    webhookUrl: text("webhook_url"),
    /** What deliveries are signed with: the receiver has it, too, so a hash would not do. */
    webhookSecret: text("webhook_secret"),
  },
  (table) => [
    check("webhook_is_signed", sql`(${table.webhookUrl} IS NULL) = (${table.webhookSecret} IS NULL)`),
  ],
);

/** What is to be told, by each way that its user wants, and what has become of it: written in the batch of what it tells. */
export const notifications = sqliteTable(
  "notifications",
  {
    id: text().primaryKey(),
    user: text()
      .notNull()
      .references(() => users.name),
    by: text("by_way").$type<NotificationView["by"]>().notNull(),
    kind: text().$type<NotificationView["kind"]>().notNull(),
    /** A trial's, an entry's or a runner's id, or a user's name. */
    subject: text().notNull(),
    entry: text(),
    trial: text(),
    detail: text().notNull(),
    at: integer().notNull(),
    attempts: integer().notNull().default(0),
    /** Of the next attempt; null where there is none, after the last or a delivery. */
    dueAt: integer("due_at"),
    deliveredAt: integer("delivered_at"),
    error: text(),
  },
  (table) => [
    unique("notification_once").on(table.user, table.by, table.kind, table.subject, table.at),
    index("due_notifications").on(table.dueAt).where(sql`due_at IS NOT NULL`),
    index("notifications_of_user").on(table.user, table.at),
    index("notifications_by_time").on(table.at),
    check("notification_way", sql`${table.by} IN ('mail', 'webhook')`),
    check("notification_ends_once", sql`${table.dueAt} IS NULL OR ${table.deliveredAt} IS NULL`),
  ],
);
