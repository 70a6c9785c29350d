const endsLine = (character: string) => /[\n\r\u2028\u2029]/.test(character);

type State = "code" | "line" | "block" | '"' | "'" | "`";

/**
 * The source with comments turned into spaces, so that a commented import is not followed. Line and column stay.
 * Regular expression literals are read as code: one that holds a quote or `//` could at worst hide an import behind it,
 * which the sandbox's loader then names.
 */
export function blankComments(source: string): string {
  let state: State = "code";
  let blanked = "";
  for (let index = 0; index < source.length; index++) {
    const character = source[index] ?? "";
    const pair = character + (source[index + 1] ?? "");
    if (state === "code" && (pair === "//" || pair === "/*")) state = pair === "//" ? "line" : "block";
    else if (state === "code" && (character === '"' || character === "'" || character === "`"))
      state = character;
    else if (state === character || (endsLine(character) && (state === '"' || state === "'"))) state = "code";
    else if (character === "\\" && state !== "line" && state !== "block") {
      blanked += pair;
      index++;
      continue;
    }
    if (state === "line" && endsLine(character)) state = "code";
    const hidden = state === "line" || state === "block";
    blanked += hidden && !endsLine(character) ? " " : character;
    if (state === "block" && pair === "*/") {
      blanked += " ";
      index++;
      state = "code";
    }
  }
  return blanked;
}
