import { classHighlighter, highlightCode } from "@lezer/highlight";
import { parser } from "@lezer/javascript";
import { escapeXml } from "@steepest/charts/escapeXml.ts";

const typescript = parser.configure({ dialect: "ts" });

/** A source file as HTML: one element a line with an id to link to (`#L12`), tokens by the classes `tok-…`. */
export function highlightSource(source: string, prefix = "L"): string {
  const rows: string[] = [""];
  const addText = (text: string, classes: string): void => {
    const escaped = escapeXml(text);
    rows[rows.length - 1] += classes === "" ? escaped : `<span class="${classes}">${escaped}</span>`;
  };
  highlightCode(source, typescript.parse(source), classHighlighter, addText, () => rows.push(""));
  if (rows.at(-1) === "") rows.pop();
  return rows.map((row, index) => `<span class="row" id="${prefix}${index + 1}">${row}\n</span>`).join("");
}
