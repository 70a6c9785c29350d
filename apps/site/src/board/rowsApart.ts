import type { BoardView } from "@steepest/core/schema/api/boards.ts";

/** The rows without a rank that stand in a table of their own: where all versions are shown, complete earlier ones stand among the ranked rows instead. */
export const rowsApart = (view: BoardView, versions: "latest" | "all"): BoardView["unranked"] =>
  view.unranked.filter(
    ({ status, trust, progress }) =>
      versions === "latest" ||
      status !== "superseded" ||
      trust !== "verified" ||
      progress.finished < progress.total,
  );
