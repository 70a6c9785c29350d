import { lineAt } from "../lineAt.ts";
import { SubmissionError } from "../submissionError.ts";

/** Brackets of any kind that may lie in one another. Optimizers nest a dozen. */
export const mostNesting = 200;

/** `<` that may be open within one statement, those of comparisons included. */
export const mostAngles = 64;

/** Characters of one line, which JSON needs more of than code. */
export const mostLineCharacters = 50_000;

const opens: ReadonlySet<string> = new Set(["(", "[", "{"]);
const closes: ReadonlySet<string> = new Set([")", "]", "}"]);
/** Where a type or a comparison ends at the latest. */
const statementEnds: ReadonlySet<string> = new Set([";", "{", "}"]);

/**
 * Refuses text that parsers take longer for than its length says, before any parser sees it: deep nests and endless lines. It counts
 * characters and knows no strings, comments or regular expressions, in which an attacker would hide brackets from it. One step a
 * character. Throws SubmissionError `source-invalid`.
 */
export function refuseTangles(path: string, text: string): void {
  let depth = 0;
  let angles = 0;
  let lineStart = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index] as string;
    if (opens.has(character)) depth++;
    // What a string or a regular expression holds closes no more than was opened.
    else if (closes.has(character)) depth = Math.max(0, depth - 1);
    else if (character === "<") angles++;
    else if (character === ">" && text[index - 1] !== "=") angles = Math.max(0, angles - 1);
    if (statementEnds.has(character)) angles = 0;
    if (character === "\n") lineStart = index + 1;
    if (depth > mostNesting) {
      throw tangled(path, text, index, `brackets lie more than ${mostNesting} deep in one another`);
    }
    if (angles > mostAngles) {
      throw tangled(path, text, index, `more than ${mostAngles} \`<\` are open in one statement`);
    }
    if (index - lineStart >= mostLineCharacters) {
      throw tangled(path, text, index, `the line has more than ${mostLineCharacters} characters`);
    }
  }
}

const tangled = (file: string, text: string, index: number, message: string): SubmissionError =>
  new SubmissionError({
    code: "source-invalid",
    message,
    solution: "Write it as code that people read: short lines, shallow nests, one statement each.",
    file,
    ...lineAt(text, index),
  });
