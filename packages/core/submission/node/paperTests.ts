import { type SourceToken, sourceTokens } from "../../sandbox/source/sourceTokens.ts";

/** One test by `paperTest`: its title, the heading that it stands under, and the submissions that it proves something of. */
export interface PaperTest {
  readonly heading: string | null;
  readonly title: string;
  readonly submissions: readonly string[];
}

const textOf = (path: string, token: SourceToken | undefined): string => {
  if (token?.kind === "literal" && token.text.startsWith('"')) return JSON.parse(token.text) as string;
  throw new Error(
    `${path}: what paperTest and describe are given first has to be written out, not \`${token?.text}\``,
  );
};

/** The token after the bracket that closes the one at `from`. */
function behind(tokens: readonly SourceToken[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    const { kind, text } = tokens[at] as SourceToken;
    if (kind !== "other") continue;
    if (/^[([{]$|\$\{$/.test(text)) depth += 1;
    else if (/^[)\]}]$/.test(text)) depth -= 1;
    if (depth === 0) return at + 1;
  }
  throw new Error("a bracket is not closed");
}

/**
 * The tests of a file of submissions/ that are written with `paperTest("soap", "title", …)`, `paperTest(["lion", "signsgd"], …)` or
 * `paperTest.each("vcas", rows)("title", …)`: the helper's arguments say what a test proves, whatever else its body names.
 */
export function paperTests(text: string, path = "a test"): PaperTest[] {
  const tokens = sourceTokens(path, text, "typescript");
  const found: PaperTest[] = [];
  const headings: { readonly title: string; readonly end: number }[] = [];
  const is = (at: number, wanted: string) => tokens[at]?.text === wanted;
  for (let at = 0; at < tokens.length; at++) {
    while ((headings.at(-1)?.end ?? Number.POSITIVE_INFINITY) <= at) headings.pop();
    if (is(at, "describe") && is(at + 1, "(")) {
      headings.push({ title: textOf(path, tokens[at + 2]), end: behind(tokens, at + 1) });
    }
    if (!is(at, "paperTest") || !(is(at + 1, "(") || is(at + 1, "."))) continue;
    // With `.each` types may stand before the table, whose closing bracket the title's call follows.
    const isTable = is(at + 1, ".");
    let open = at + 1;
    while (!is(open, "(")) open += 1;
    const isList = is(open + 1, "[");
    const end = isList ? behind(tokens, open + 1) : open + 2;
    const names = tokens.slice(open + 1, end).filter(({ text: of }) => !/^[[\],]$/.test(of));
    const title = isTable ? behind(tokens, open) + 1 : end + 1;
    found.push({
      heading: headings.at(-1)?.title ?? null,
      title: textOf(path, tokens[title]),
      submissions: names.map((name) => textOf(path, name)),
    });
  }
  return found;
}
