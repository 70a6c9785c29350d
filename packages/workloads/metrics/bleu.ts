import { exp } from "@steepest/base/math/exp.ts";
import { log } from "@steepest/base/math/log.ts";

const highestOrder = 4;

export interface Bleu {
  /** 0 … 100. */
  readonly score: number;
  /** Matching n-grams and all n-grams of the hypotheses, by order 1 … 4. */
  readonly matches: readonly number[];
  readonly totals: readonly number[];
  readonly brevityPenalty: number;
}

export interface BleuOptions {
  /**
   * `exp` (sacreBLEU's and AlgoPerf's): the k-th order without a match counts 1 / 2ᵏ of a match (NIST; Chen & Cherry 2014, W14-3346,
   * method 3). `none`: such an order makes the score 0.
   */
  readonly smoothing?: "exp" | "none";
  readonly tokenize?: (line: string) => readonly string[];
}

/**
 * Corpus BLEU as sacreBLEU 2 defines it (Papineni et al. 2002, P02-1040; Post 2018, arXiv 1804.08771), with one or more references for
 * each hypothesis: brevity penalty × geometric mean of the clipped precisions of n-grams up to 4, counts summed over the
 * corpus. The reference length is that of the closest reference, the shorter of two. No match at all, or an order of which
 * the hypotheses have no n-gram, makes the score 0.
 */
export function corpusBleu(
  hypotheses: readonly string[],
  references: readonly (readonly string[])[],
  { smoothing = "exp", tokenize = tokenize13a }: BleuOptions = {},
): Bleu {
  if (hypotheses.length !== references.length) {
    throw new RangeError(`${hypotheses.length} hypotheses and references for ${references.length}`);
  }
  const matches = new Array<number>(highestOrder).fill(0);
  const totals = new Array<number>(highestOrder).fill(0);
  let hypothesisLength = 0;
  let referenceLength = 0;
  for (const [at, hypothesis] of hypotheses.entries()) {
    const found = tokenize(hypothesis);
    const expected = (references[at] as readonly string[]).map(tokenize);
    hypothesisLength += found.length;
    referenceLength += closestLength(found.length, expected);
    for (let order = 1; order <= highestOrder; order++) {
      const allowed = expected.map((tokens) => ngramCounts(tokens, order));
      for (const [ngram, count] of ngramCounts(found, order)) {
        const most = Math.max(...allowed.map((counts) => counts.get(ngram) ?? 0));
        totals[order - 1] = (totals[order - 1] as number) + count;
        matches[order - 1] = (matches[order - 1] as number) + Math.min(count, most);
      }
    }
  }
  const brevityPenalty = brevity(hypothesisLength, referenceLength);
  return {
    // Logarithm and exponential round: a perfect translation may come out above 100.
    score: Math.min(100, brevityPenalty * meanPrecision(matches, totals, smoothing)),
    matches,
    totals,
    brevityPenalty,
  };
}

function closestLength(length: number, references: readonly (readonly string[])[]): number {
  const lengths = references.map((tokens) => tokens.length);
  const distance = (other: number) => Math.abs(other - length);
  return lengths.reduce((best, each) =>
    distance(each) < distance(best) || (distance(each) === distance(best) && each < best) ? each : best,
  );
}

function brevity(hypothesisLength: number, referenceLength: number): number {
  if (hypothesisLength === 0) return 0;
  return hypothesisLength < referenceLength ? exp(1 - referenceLength / hypothesisLength) : 1;
}

/** The geometric mean of the precisions in per cent. */
function meanPrecision(
  matches: readonly number[],
  totals: readonly number[],
  smoothing: "exp" | "none",
): number {
  if (matches.every((count) => count === 0) || totals.includes(0)) return 0;
  let part = 1;
  let sumOfLogs = 0;
  for (const [at, count] of matches.entries()) {
    if (count === 0 && smoothing === "none") return 0;
    if (count === 0) part /= 2;
    sumOfLogs += log((100 * (count === 0 ? part : count)) / (totals[at] as number));
  }
  return exp(sumOfLogs / highestOrder);
}

/** Tokens hold no white space, so a space joins them without ambiguity. */
function ngramCounts(tokens: readonly string[], order: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + order <= tokens.length; at++) {
    const ngram = tokens.slice(at, at + order).join(" ");
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

/**
 * The words and signs of a line as sacreBLEU's tokenizer `13a` gives them, which is NIST's mteval-v13a as WMT uses it (Post
 * 2018, arXiv 1804.08771): ASCII punctuation stands apart, except a period or comma between digits and a hyphen that no
 * digit precedes.
 */
export function tokenize13a(line: string): readonly string[] {
  const unescaped = line
    .trimEnd()
    .replaceAll("<skipped>", "")
    .replaceAll("-\n", "")
    .replaceAll("\n", " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">");
  return ` ${unescaped} `
    .replaceAll(/([{-~[-` -&(-+:-@/])/g, " $1 ")
    .replaceAll(/([^0-9])([.,])/g, "$1 $2 ")
    .replaceAll(/([.,])([^0-9])/g, " $1 $2")
    .replaceAll(/([0-9])(-)/g, "$1 $2 ")
    .split(/\s+/)
    .filter((token) => token !== "");
}
