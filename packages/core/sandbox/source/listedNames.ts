import type { SourceToken } from "./sourceTokens.ts";

/** More names than this in one statement are a list of values rather than a formula. */
const mostNames = 64;

const values: ReadonlySet<string> = new Set(["true", "false", "null", "this"]);
const closers: ReadonlySet<string> = new Set([")", "]", "}"]);
const openers: ReadonlySet<string> = new Set(["(", "[", "{", "${"]);

/** Names that belong together: they wait until there are too many, which makes them and all further ones listed. */
class Bag {
  #waiting: SourceToken[] = [];
  #isLong = false;
  readonly #listed: Set<SourceToken>;

  constructor(listed: Set<SourceToken>) {
    this.#listed = listed;
  }

  add(name: SourceToken): void {
    this.#waiting.push(name);
    if (!this.#isLong && this.#waiting.length <= mostNames) return;
    this.#isLong = true;
    for (const one of this.#waiting.splice(0)) this.#listed.add(one);
  }

  /** Takes over what waits in another: 64 names at most. */
  take(other: Bag): void {
    for (const name of other.#waiting.splice(0)) this.add(name);
  }
}

/**
 * The names that stand in long lists: `[a, b, b, a, …]`, `p.a.b.b.a…`, `f(a)(b)(b)(a)…`, `f(a); f(b); f(b); …` say as much by
 * which name stands where as numbers do. They are those of a statement with more than 64 names, brackets inside it counted
 * but for blocks of statements; statements of the same form in a row are one. At most 64 steps a token.
 */
export function listedNames(tokens: readonly SourceToken[]): ReadonlySet<SourceToken> {
  const listed = new Set<SourceToken>();
  const numbers = new Map<string, number>();
  const newLevel = () => ({
    statement: new Bag(listed),
    /** Of the finished statements in a row that have one form. */
    row: new Bag(listed),
    /** A hash: two forms that share one are taken for one at worst. */
    form: 0,
    formBefore: 0,
    isBlock: false,
  });
  let level = newLevel();
  const outside: (typeof level)[] = [];
  const mix = (number: number) => {
    level.form = (Math.imul(level.form, 0x01000193) ^ number) | 0;
  };
  const addForm = (word: string) => {
    const number = numbers.get(word) ?? numbers.size + 1;
    numbers.set(word, number);
    mix(number);
  };
  const endStatement = () => {
    if (level.form !== level.formBefore) level.row = new Bag(listed);
    level.row.take(level.statement);
    level.statement = new Bag(listed);
    level.formBefore = level.form;
    level.form = 0;
  };
  for (const token of tokens) {
    const mark = token.kind === "other" ? token.text : "";
    if (openers.has(mark)) {
      outside.push(level);
      level = newLevel();
    } else if (closers.has(mark) && outside.length > 0) {
      const inner = level;
      if (inner.isBlock) endStatement();
      level = outside.pop() as typeof level;
      if (!inner.isBlock) level.statement.take(inner.statement);
      mix(inner.form);
      addForm(mark);
    } else if (mark === ";") {
      level.isBlock = true;
      endStatement();
    } else {
      const isName = token.kind === "name" || values.has(mark);
      if (isName) level.statement.add(token);
      addForm(isName ? "a name" : token.kind === "literal" ? "a literal" : mark);
    }
  }
  return listed;
}
