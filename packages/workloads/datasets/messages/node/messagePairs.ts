/** An English message and its German translation. */
export interface MessagePair {
  readonly english: string;
  readonly german: string;
}

/** One entry of the compiler's table: code, category, key, text. The file is read, never run. */
const diagnostic = /\bdiag\(\s*\d+,\s*\d \/\* \w+ \*\/,\s*("(?:[^"\\]|\\.)*"),\s*("(?:[^"\\]|\\.)*")/g;

/**
 * The compiler's diagnostics, joined by key: `source` is TypeScript's `lib/typescript.js`, `german` its
 * `lib/de/diagnosticMessages.generated.json`.
 */
export function diagnosticPairs(source: string, german: Readonly<Record<string, string>>): MessagePair[] {
  return Array.from(source.matchAll(diagnostic), ([, key = "", text = ""]) => ({
    english: JSON.parse(text) as string,
    german: german[JSON.parse(key) as string] ?? "",
  }));
}

/** A tree of texts, as `dist/translations/<language>.json` of the tagging schema holds under the language's name. */
export interface TextTree {
  readonly [key: string]: string | TextTree;
}

/** Lists of search words: no sentences, and not translations of each other. */
const searchWords = new Set(["terms", "aliases"]);

/** The texts at the same place of both trees, in the order of the English one. */
export function textPairs(english: TextTree, german: TextTree): MessagePair[] {
  return Object.entries(english).flatMap(([key, text]) => {
    const translated = german[key];
    if (searchWords.has(key) || translated === undefined) return [];
    if (typeof text === "string")
      return typeof translated === "string" ? [{ english: text, german: translated }] : [];
    return typeof translated === "string" ? [] : textPairs(text, translated);
  });
}

/**
 * One pair for each English text, the first; without those that are not translated (both texts the same) and those of more than
 * one line. White space at the ends goes.
 */
export function distinctPairs(pairs: readonly MessagePair[]): MessagePair[] {
  const seen = new Set<string>();
  return pairs
    .map(({ english, german }) => ({ english: english.trim(), german: german.trim() }))
    .filter(({ english, german }) => {
      if (english === german || english === "" || german === "" || /\n/.test(english + german)) return false;
      if (seen.has(english)) return false;
      seen.add(english);
      return true;
    });
}
