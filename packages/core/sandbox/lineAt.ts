/** Everything that ends a line of JavaScript (ECMA-262 §12.3), so that lines count as in an editor. */
export const lineEnd = /\r\n|[\n\r\u2028\u2029]/;

/** Line and column, both from 1, of the character at `index`. */
export function lineAt(text: string, index: number): { line: number; column: number } {
  const lines = text.slice(0, index).split(lineEnd);
  return { line: lines.length, column: (lines.at(-1) as string).length + 1 };
}
