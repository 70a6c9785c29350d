/// <reference path="./sucraseParser.d.ts" />
import { parse } from "sucrase/dist/parser/index.js";
import { TokenType } from "sucrase/dist/parser/tokenizer/types.js";
import { readCounted } from "./countedText.ts";
import { syntaxError } from "./syntaxError.ts";

export interface SourceToken {
  /** `other` are keywords and punctuation. */
  readonly kind: "literal" | "name" | "other";
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const literals: ReadonlySet<number> = new Set([
  TokenType.num,
  TokenType.bigint,
  TokenType.decimal,
  TokenType.regexp,
  TokenType.string,
  TokenType.template,
]);

/**
 * The tokens of a TypeScript or JavaScript file in order; between them are white space and comments. The work is bounded by a
 * multiple of the length; `tell` is told how many characters were read. Throws SubmissionError `syntax-error`.
 */
export function sourceTokens(
  path: string,
  text: string,
  language: "typescript" | "javascript",
  tell?: (reads: number) => void,
): SourceToken[] {
  try {
    const { tokens } = readCounted(
      text,
      (counted) => parse(counted, false, language === "typescript", false),
      tell,
    );
    return tokens
      .filter(({ type, start, end }) => type !== TokenType.eof && end > start)
      .map(({ type, start, end }) => ({
        kind: literals.has(type) ? "literal" : type === TokenType.name ? "name" : "other",
        from: start,
        to: end,
        text: text.slice(start, end),
      }));
  } catch (error) {
    throw syntaxError(path, error);
  }
}

/** The same text with spaces for all that is in no token. Line and column stay. */
export function blankBetween(tokens: readonly SourceToken[], text: string): string {
  let blanked = "";
  let done = 0;
  const blank = (to: number) => text.slice(done, to).replaceAll(/[^\n\r\u2028\u2029]/g, " ");
  for (const token of tokens) {
    blanked += blank(token.from) + token.text;
    done = token.to;
  }
  return blanked + blank(text.length);
}

/** What a file imports or passes on, as written; types' imports too. */
export function importSpecifiers(tokens: readonly SourceToken[]): { specifier: string; index: number }[] {
  return tokens.flatMap(({ kind, text, from }, index) => {
    if (kind !== "literal" || !/^["']/.test(text)) return [];
    const before = tokens[index - 1]?.text;
    const isImported =
      before === "from" || before === "import" || (before === "(" && tokens[index - 2]?.text === "import");
    return isImported ? [{ specifier: text.slice(1, -1), index: from }] : [];
  });
}
