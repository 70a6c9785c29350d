import { lineAt } from "./lineAt.ts";

/** The call, with types of some hundred characters at most: each `defineSubmission<` of thousands would be looked behind to the end of the file. */
const callOfDefine = /\bdefineSubmission\s*(?:<[^()]{0,300}>)?\(/;

/**
 * The line of the call of defineSubmission, or of the field at `path` behind it, as far as the field's names stand written
 * there one after the other; null where no call is found. A manifest is computed, so it is no more than where to look.
 */
export function fieldLine(text: string, path: readonly (string | number)[]): number | null {
  let index = text.search(callOfDefine);
  if (index < 0) return null;
  for (const part of path) {
    if (typeof part === "number") continue;
    const name = part.replaceAll(/[^\w]/g, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
    // A key, or a name that stands for key and value; no string that is a value.
    const key = new RegExp(`(?<=[{,\\s])(?:(?:"${name}"|'${name}'|${name})\\s*:|${name}\\s*[,}])`, "u");
    const found = key.exec(text.slice(index));
    if (found === null) break;
    index += found.index;
  }
  return lineAt(text, index).line;
}
