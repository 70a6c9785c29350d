import type { Tree } from "@lezer/common";
import { classHighlighter, highlightCode } from "@lezer/highlight";
import { parser } from "@lezer/javascript";
import { sourceTokens } from "@steepest/core/sandbox/source/sourceTokens.ts";
import { SubmissionError } from "@steepest/core/sandbox/submissionError.ts";
import type { Highlighting } from "./reading.ts";

const typescript = parser.configure({ dialect: "ts" });

/** Steps of the parser for each character, and besides; code takes less than one. */
const stepsPerCharacter = 4;
const stepsBesides = 10_000;

/**
 * The grammar's tree, or null. The parser mends what it cannot read, in a time that grows with the square of a text that is all mistakes
 * (`/[` 31,000 times took 11 s): it is given only what the counting parser of the sandbox accepts, and so many steps.
 */
function parsed(path: string, source: string): Tree | null {
  const isJson = path.endsWith(".json");
  try {
    // JSON is an expression, which the parser knows inside of a statement only.
    sourceTokens(path, isJson ? `(${source})` : source, "typescript");
  } catch (error) {
    if (error instanceof SubmissionError) return null;
    throw error;
  }
  const parse = typescript.startParse(source);
  for (let steps = stepsPerCharacter * source.length + stepsBesides; steps > 0; steps--) {
    const tree = parse.advance();
    if (tree !== null) return tree;
  }
  return null;
}

/** The tokens of files: what `renderSource` needs to show each in the colours of its grammar; none of a file that is to be shown plainly. */
export function highlightRuns(files: Readonly<Record<string, string>>): Highlighting {
  const places = new Map<string, number>();
  const runsOf = (path: string, source: string): number[] => {
    const tree = parsed(path, source);
    if (tree === null) return [];
    const runs: number[] = [];
    const add = (length: number, classes: string) => {
      let place = places.get(classes);
      if (place === undefined) {
        place = places.size;
        places.set(classes, place);
      }
      if (runs.at(-1) === place) runs[runs.length - 2] = (runs.at(-2) as number) + length;
      else runs.push(length, place);
    };
    try {
      highlightCode(
        source,
        tree,
        classHighlighter,
        (text, classes) => add(text.length, classes),
        () => add(1, ""),
      );
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // The highlighter recurses into the tree: what is nested that deep is shown plainly.
      return [];
    }
    return runs;
  };
  const runs = Object.fromEntries(
    Object.entries(files).map(([path, source]) => [path, runsOf(path, source)]),
  );
  return { classes: [...places.keys()], files: runs };
}
