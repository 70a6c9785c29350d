import type { BoardStudies } from "../schema/api/boards.ts";
import { formatBoardId } from "../schema/boardId.ts";
import { type BoardViewInput, comparedEntries } from "./boardView.ts";

/** The study times that a board's scores are made of, for whoever scores them by other rules: verified entries, those without a rank among them that others are compared with. */
export function boardStudies(input: BoardViewInput): BoardStudies {
  const { board, suite, cards, measure } = input;
  const { compared, ranked } = comparedEntries(input, "verified");
  const cardOf = new Map(cards.map((card) => [card.id, card]));
  return {
    id: formatBoardId(board),
    suiteVersion: suite.version,
    measure,
    rMax: suite.rMax,
    baseline: suite.baselines[board.ruleset],
    studies: suite.rulesets[board.ruleset].studies,
    workloads: suite.workloads.map((id) => ({
      id,
      variantOf: cardOf.get(id)?.variantOf ?? null,
      target: cardOf.get(id)?.target.validation ?? null,
    })),
    entries: compared.map((entry) => ({
      entry: entry.entry,
      submission: entry.submission,
      number: entry.number,
      ranked: ranked.has(entry),
      complete: entry.finished >= entry.trials,
      endedAt: entry.endedAt ?? null,
      times: suite.workloads.map((id) => [...(entry.studies[id] ?? [])]),
    })),
    updatedAt: input.updatedAt,
  };
}
