import { CodeLength } from "./codeLength.ts";
import { listedNames } from "./listedNames.ts";
import type { SourceToken } from "./sourceTokens.ts";

/** What the engine is given of one file: JavaScript by its tokens, or the text of a JSON file. */
export type FileContents =
  | { readonly kind: "code"; readonly code: string; readonly tokens: readonly SourceToken[] }
  | { readonly kind: "json"; readonly code: string };

/** Bits by part. */
export interface Bits {
  literals: number;
  /** What spells the names. */
  names: number;
  /** Which token stands where. */
  program: number;
  /** Lines and space between tokens, which a submission sees in the places that stacks name. */
  layout: number;
}

export interface MeasuredSource {
  readonly total: Bits;
  /** Bits of each line of each file, from line 1 at index 0. */
  readonly lines: ReadonlyMap<string, readonly Bits[]>;
}

const nothing = (): Bits => ({ literals: 0, names: 0, program: 0, layout: 0 });
const jsonToken = /"(?:[^"\\]|\\.)*"|[^\s"[\]{},:]+|[[\]{},:]/gs;
const lineEnd = /\r\n|[\n\r\u2028\u2029]/g;

/**
 * How much information a submission's files hold, as the length of one code for all of it. Comments and types are left out: the
 * engine is not given them. Of a JSON file all but white space counts as literals. The length is that of a code that can be
 * decoded, so that n bits of it carry n bits at most, whatever trick they are written with.
 */
export function measureConstants(files: ReadonlyMap<string, FileContents>): MeasuredSource {
  const total = nothing();
  const lines = new Map<string, Bits[]>();
  const literals = new CodeLength();
  const lists = new CodeLength();
  const program = new CodeLength();
  const layout = new CodeLength();
  for (const path of [...files.keys()].sort()) {
    const file = files.get(path) as FileContents;
    const ofFile = [nothing()];
    lines.set(path, ofFile);
    // Stacks name it; and where one file ends and the next begins is told, too.
    const ofPath = program.add(path, aPath);
    total.names += ofPath.spelt;
    total.program += ofPath.bits - ofPath.spelt;
    let done = 0;
    /** Begins the lines up to `to`; the line breaks and the characters after the last. */
    const advance = (to: number): string => {
      const parts = file.code.slice(done, to).split(lineEnd);
      for (let line = 1; line < parts.length; line++) ofFile.push(nothing());
      done = to;
      return `${parts.length - 1} ${(parts.at(-1) as string).length}`;
    };
    const count = (part: keyof Bits, bits: number) => {
      total[part] += bits;
      (ofFile.at(-1) as Bits)[part] += bits;
    };
    if (file.kind === "json") {
      for (const { index, 0: word } of file.code.matchAll(jsonToken)) {
        advance(index);
        count("literals", literals.add(word).bits);
      }
      continue;
    }
    const listed = listedNames(file.tokens);
    let before = "";
    let beforeIsName = false;
    for (const token of file.tokens) {
      const gap = advance(token.from);
      count("layout", layout.add(gap, beforeIsName ? "name" : before).bits);
      if (token.kind === "literal") count("literals", literals.add(quotedAlike(token.text)).bits);
      else if (listed.has(token)) {
        // What it is called is counted among the names.
        const inList = lists.add(token.text);
        count("literals", inList.bits - inList.spelt);
      }
      const word = token.kind === "literal" ? aLiteral : token.text;
      const { bits, spelt } = program.add(word, before);
      count("names", spelt);
      count("program", bits - spelt);
      before = word;
      beforeIsName = token.kind !== "other";
      advance(token.to);
    }
  }
  return { total, lines };
}

/** What paths are seen after: no token. */
const aPath = "a path";

/** No name: a list of literals and of a name that is written as this would say as much by which stands where. */
const aLiteral = "a literal";

/** Which quotes a string has tells a submission nothing; that it is no number or pattern of the same text does. */
const quotedAlike = (text: string): string => (/^["']/.test(text) ? `"${text.slice(1, -1)}"` : text);
