import type { Board } from "@steepest/core/schema/boardId.ts";
import { suite } from "@steepest/workloads/catalogue.ts";
import { and, eq, isNull, type SQL } from "drizzle-orm";
import { entries } from "../database/schema.ts";
import { isPublic } from "../entries/visibleTo.ts";

/** The condition on `entries` that says which count on a board: those of the suite's current version, neither cancelled nor void, not private. */
export const boardEntries = (board: Board): SQL | undefined =>
  and(
    eq(entries.suite, board.suite),
    eq(entries.suiteVersion, suite(board.suite).version),
    eq(entries.ruleset, board.ruleset),
    eq(entries.hardwareClass, board.hardwareClass),
    isNull(entries.cancelledAt),
    isNull(entries.voidedAt),
    isPublic,
  );
