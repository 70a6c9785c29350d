import { escapeXml } from "@steepest/charts/escapeXml.ts";

/**
 * A source file as HTML: one element a line with an id to link to (`#L12`), tokens by the classes `tok-…`. `runs` are the lengths of
 * tokens and the places of their classes, as the reader found them; where they do not fit the text, it is shown plainly. One step a token.
 */
export function renderSource(
  source: string,
  runs: readonly number[] = [],
  classes: readonly string[] = [],
  prefix = "L",
): string {
  const rows: string[] = [""];
  const add = (text: string, name: string) => {
    for (const [index, line] of text.split("\n").entries()) {
      if (index > 0) rows.push("");
      if (line === "") continue;
      const escaped = escapeXml(line);
      rows[rows.length - 1] += name === "" ? escaped : `<span class="${escapeXml(name)}">${escaped}</span>`;
    }
  };
  let length = 0;
  for (let at = 0; at < runs.length; at += 2) length += runs[at] as number;
  let done = 0;
  for (let at = 0; at < runs.length && length === source.length; at += 2) {
    const end = done + (runs[at] as number);
    add(source.slice(done, end), classes[runs[at + 1] as number] ?? "");
    done = end;
  }
  add(source.slice(done), "");
  if (rows.at(-1) === "") rows.pop();
  return rows.map((row, index) => `<span class="row" id="${prefix}${index + 1}">${row}\n</span>`).join("");
}
