import { describe, expect, test } from "vitest";
import { corpusBleu, tokenize13a } from "./bleu.ts";

const bySpaces = (line: string) => line.split(" ");

describe("gives sacreBLEU's published values", () => {
  // sacrebleu, test/test_bleu.py and README: two references for each hypothesis.
  const hypotheses = ["The dog bit the man.", "It wasn't surprising.", "The man had just bitten him."];
  const references = [
    ["The dog bit the man.", "The dog had bit the man."],
    ["It was not unexpected.", "No one was surprised."],
    ["The man bit him first.", "The man had bitten the dog."],
  ];

  test.each([
    ["13a, exponential smoothing", {}, 48.530827],
    ["13a, no smoothing", { smoothing: "none" as const }, 48.530827],
    ["no tokenizer", { tokenize: bySpaces }, 49.1919566],
  ])("of its corpus: %s", (_, options, expected) => {
    expect(corpusBleu(hypotheses, references, options).score).toBeCloseTo(expected, 6);
  });

  test("of empty hypotheses: 0", () => {
    expect(corpusBleu(["", "", ""], references).score).toBe(0);
  });

  // sacrebleu, test/test_sentence_bleu.py (issue 98 there).
  const reference = "producţia de zahăr brut se exprimă în zahăr alb;";
  const hypothesis = "Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;";
  test.each([
    ["13a, exponential smoothing", {}, 8.493],
    ["13a, no smoothing", { smoothing: "none" as const }, 0],
    ["no tokenizer", { tokenize: bySpaces }, 7.347],
  ])("of its sentence: %s", (_, options, expected) => {
    expect(corpusBleu([hypothesis], [[reference]], options).score).toBeCloseTo(expected, 3);
  });

  test("of a sentence without any match: 0", () => {
    expect(corpusBleu(["this is a cat"], [["okay thanks"]]).score).toBe(0);
  });

  test("as counts of n-grams", () => {
    const { matches, totals } = corpusBleu(
      ["am I am a character sequence"],
      [["I am a symbol string sequence a a"]],
    );
    expect({ matches, totals }).toEqual({ matches: [4, 2, 1, 0], totals: [6, 5, 4, 3] });
  });
});

test("a translation equal to its reference scores 100, also next to others", () => {
  expect(corpusBleu(["a b c d"], [["a b c d"]]).score).toBeCloseTo(100, 10);
  expect(corpusBleu(["a b c d", "e f g h i"], [["a b c d"], ["e f g h i"]]).score).toBeCloseTo(100, 10);
});

test("never scores above 100, however logarithms round", () => {
  for (let length = 4; length < 60; length++) {
    const line = Array.from({ length }, (_, at) => `w${at}`).join(" ");
    const { score } = corpusBleu([line], [[line]]);
    expect(score).toBeLessThanOrEqual(100);
    expect(score).toBeCloseTo(100, 10);
  }
});

test("by hand: precisions 3/5, 1/4, then no match in 3 and in 2 n-grams", () => {
  // Unigrams a, b and x (x once only: the second is clipped); bigram "a b".
  const expected = 100 * ((3 / 5) * (1 / 4) * (1 / 2 / 3) * (1 / 4 / 2)) ** 0.25;
  expect(corpusBleu(["a b x x y"], [["a b q x r"]]).score).toBeCloseTo(expected, 10);
});

test("by hand: a hypothesis of 4 of 8 tokens pays e^(1 − 8/4)", () => {
  const { score, brevityPenalty } = corpusBleu(["a b c d"], [["a b c d e f g h"]]);
  expect(brevityPenalty).toBeCloseTo(Math.exp(-1), 12);
  expect(score).toBeCloseTo(100 * Math.exp(-1), 10);
});

test("agrees with a direct count of every n-gram on drawn lines", () => {
  const line = (seed: number, length: number) =>
    Array.from({ length }, (_, at) => "abc"[Math.floor(Math.abs(Math.sin(seed * 37 + at * 11)) * 3)]).join(
      " ",
    );
  const found = [1, 2, 3, 4].map((seed) => line(seed, 5 + seed));
  const expected = [5, 6, 7, 8].map((seed) => line(seed, 12 - seed / 2));
  let product = 1;
  for (let order = 1; order <= 4; order++) {
    let [matches, total] = [0, 0];
    for (const [at, each] of found.entries()) {
      const left = grams(expected[at] as string, order);
      for (const gram of grams(each, order)) {
        total++;
        const position = left.indexOf(gram);
        if (position < 0) continue;
        left.splice(position, 1);
        matches++;
      }
    }
    product *= matches / total;
  }
  const words = (lines: string[]) => lines.join(" ").split(" ").length;
  const penalty = Math.min(1, Math.exp(1 - words(expected) / words(found)));
  const references = expected.map((each) => [each]);
  expect(product).toBeGreaterThan(0);
  expect(corpusBleu(found, references).score).toBeCloseTo(100 * penalty * product ** 0.25, 9);
});

function grams(line: string, order: number): string[] {
  const tokens = line.split(" ");
  return tokens.slice(0, tokens.length - order + 1).map((_, at) => tokens.slice(at, at + order).join(" "));
}

test("13a sets punctuation apart, but not within numbers, and keeps hyphens of words", () => {
  expect(tokenize13a('Ein "Modul" (1.5, 2): well-known 3-4, x.')).toEqual(
    '" Modul " ( 1.5 , 2 ) : well-known 3 - 4 , x .'.split(" ").toSpliced(0, 0, "Ein"),
  );
  expect(tokenize13a("&lt;b&gt; it's {0}")).toEqual(["<", "b", ">", "it's", "{", "0", "}"]);
});

test("as many hypotheses as references are asked for", () => {
  expect(() => corpusBleu(["a"], [])).toThrow(RangeError);
});
