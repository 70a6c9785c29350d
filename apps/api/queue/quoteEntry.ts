import type { BoardQuote } from "@steepest/core/schema/api/quotes.ts";
import { type Board, formatBoardId } from "@steepest/core/schema/boardId.ts";
import { budgetOf } from "@steepest/core/schema/workloadCard.ts";
import { quoteTrials } from "@steepest/core/score/quoteTrials.ts";
import { card, hardwareClass, suite } from "@steepest/workloads/catalogue.ts";
import type { Database } from "../database/openDatabase.ts";
import { waitFor } from "./queueView.ts";

/** What an entry of a user (empty: of somebody new) would cost at most on a board, and when it would have ended. */
export async function quoteEntry(
  database: Database,
  board: Board,
  owner: string,
  now: number,
): Promise<BoardQuote> {
  const { workloads, rulesets } = suite(board.suite);
  const { studies, trials } = rulesets[board.ruleset];
  const planned = workloads.flatMap((workload) => {
    const { target } = card(workload);
    const one = {
      workload,
      budgetSeconds: budgetOf(target, board.hardwareClass, board.ruleset) ?? 0,
      evaluationPeriodSeconds:
        target.evaluationPeriodSeconds[board.hardwareClass] ?? Number.POSITIVE_INFINITY,
    };
    return Array.from({ length: studies * trials }, () => one);
  });
  const evaluationSeconds = (id: string) => card(id).target.provenance.winner.evaluationSeconds ?? 0;
  const budgetSeconds = planned.reduce((sum, one) => sum + one.budgetSeconds, 0);
  return {
    board: formatBoardId(board),
    measure: hardwareClass(board.hardwareClass).measure,
    // The class's reference machine: a charged second is a second there.
    ...quoteTrials(planned, 1, () => null, evaluationSeconds),
    ...(await waitFor(database, { hardwareClass: board.hardwareClass, owner, budgetSeconds }, now)),
  };
}
