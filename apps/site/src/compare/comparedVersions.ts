import type { SubmissionDetail, SubmissionVersion } from "@steepest/core/schema/api/submissions.ts";
import type { Manifest } from "@steepest/core/schema/manifest.ts";

/** Two versions of a submission, and what is known of both. */
interface ComparedVersions {
  readonly from: SubmissionVersion;
  readonly to: SubmissionVersion;
  /** Boards that both have entered, with the latest entry of either. */
  readonly boards: readonly { readonly board: string; readonly entries: readonly [string, string] }[];
  /** What they say of themselves and do not say alike. */
  readonly told: readonly { readonly what: string; readonly before: string; readonly after: string }[];
}

/**
 * The versions that an address names by their numbers (`from`, `to`); by default the last two. Null where a submission has no such versions, or one alone.
 */
export function comparedVersions(
  { history, entries }: Pick<SubmissionDetail, "history" | "entries">,
  asked: URLSearchParams,
): ComparedVersions | null {
  const numbers = history.map(({ number }) => number).sort((one, other) => one - other);
  const find = (name: string, otherwise: number | undefined) => {
    const wanted = asked.get(name) ?? String(otherwise);
    return history.find(({ number }) => String(number) === wanted);
  };
  const [from, to] = [find("from", numbers.at(-2)), find("to", numbers.at(-1))];
  if (from === undefined || to === undefined) return null;
  const entryOf = (board: string, { number }: SubmissionVersion) =>
    entries.find((entry) => entry.board === board && entry.versionNumber === number)?.id;
  const boards = [...new Set(entries.map(({ board }) => board))].sort().flatMap((board) => {
    const [before, after] = [entryOf(board, from), entryOf(board, to)];
    return before === undefined || after === undefined || before === after
      ? []
      : [{ board, entries: [before, after] as const }];
  });
  const [before, after] = [wordsOf(from.manifest), wordsOf(to.manifest)];
  const told = Object.keys(before)
    .filter((what) => before[what] !== after[what])
    .map((what) => ({ what, before: before[what] || "–", after: after[what] || "–" }));
  return { from, to, boards, told };
}

const wordsOf = (manifest: Manifest): Readonly<Record<string, string>> => ({
  Description: manifest.description ?? "",
  Ruleset: manifest.ruleset,
  Authors: manifest.authors?.join(", ") ?? "",
  Paper: manifest.paper ?? "",
  "Optimizer state": manifest.stateBytesPerParameter?.toString() ?? "",
});
