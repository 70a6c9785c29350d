import type { Board } from "@steepest/core/schema/boardId.ts";
import { suite } from "@steepest/workloads/catalogue.ts";
import { type SQL, sql } from "drizzle-orm";
import { isPublic } from "../entries/visibleTo.ts";

/** The condition on `entries` that says which are of a board: those of the suite's current version, cancelled ones too, private ones not. */
export const boardEntries = (board: Board): SQL =>
  sql`entries.suite = ${board.suite} AND entries.ruleset = ${board.ruleset} AND entries.hardware_class = ${board.hardwareClass}
    AND entries.suite_version = ${suite(board.suite).version} AND ${isPublic}`;
