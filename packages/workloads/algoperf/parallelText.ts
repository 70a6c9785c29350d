import { UserError } from "@steepest/base/userError.ts";

/** A sentence and its translation. */
export type SentencePair = readonly [source: string, target: string];

/**
 * The sentence pairs of two aligned texts, one sentence a line (the form in which WMT publishes its parallel corpora). Pairs with an
 * empty side are left out. `names` are the files', for a complaint.
 */
export function parallelText(
  source: string,
  target: string,
  names: readonly [string, string],
): SentencePair[] {
  const [sources, targets] = [linesOf(source), linesOf(target)];
  if (sources.length !== targets.length) {
    throw new UserError({
      code: "parallel-text-lengths",
      what: `${names[0]} and ${names[1]} are not aligned.`,
      details: `They have ${sources.length} and ${targets.length} lines.`,
      solution: "Give two files of which the n-th lines translate each other.",
    });
  }
  return sources
    .map((sentence, at): SentencePair => [sentence.trim(), (targets[at] as string).trim()])
    .filter((pair) => pair.every((side) => side !== ""));
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
