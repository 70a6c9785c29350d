import type { D1Database } from "@cloudflare/workers-types";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import * as schema from "./schema.ts";
import * as userTables from "./userTables.ts";

export type Database = DrizzleD1Database<typeof schema & typeof userTables>;

export const openDatabase = (binding: D1Database): Database =>
  drizzle(binding, { schema: { ...schema, ...userTables } });
