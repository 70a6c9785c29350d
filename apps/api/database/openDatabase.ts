import type { D1Database } from "@cloudflare/workers-types";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import * as auditTables from "./auditTables.ts";
import * as boardTables from "./boardTables.ts";
import * as eventTables from "./eventTables.ts";
import * as labTables from "./labTables.ts";
import * as limitTables from "./limitTables.ts";
import * as notificationTables from "./notificationTables.ts";
import * as queueTables from "./queueTables.ts";
import * as schema from "./schema.ts";
import * as userTables from "./userTables.ts";

/** Every table there is. */
export const tables = {
  ...schema,
  ...auditTables,
  ...boardTables,
  ...eventTables,
  ...labTables,
  ...limitTables,
  ...notificationTables,
  ...queueTables,
  ...userTables,
};

export type Database = DrizzleD1Database & { readonly $client: D1Database };

/** Cheap: each request has its own. drizzle is not told the tables, which it would go through each time for relational queries that nobody asks. */
export const openDatabase = (binding: D1Database): Database => drizzle(binding);
