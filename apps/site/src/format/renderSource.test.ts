import { highlightRuns } from "@steepest/api/reader/highlightRuns.ts";
import { expect, test } from "vitest";
import { renderSource } from "./renderSource.ts";

const highlighted = (source: string): string => {
  const { classes, files } = highlightRuns({ source });
  return renderSource(source, files["source"], classes);
};

const text = (html: string): string =>
  html
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

test("a source reads the same after highlighting, one row a line", () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a source that holds a template
  const source = 'const a: Tree<"x"> = b && `<script>${1}</script>`; // it\'s\n\nfoo();\n';
  const html = highlighted(source);
  expect(text(html)).toBe(source);
  expect(html.match(/class="row"/g)).toHaveLength(3);
  expect(html).not.toContain("<script");
  expect(html).toMatch(/<span class="tok-keyword">const<\/span>/);
});

test("a comment or template over several lines keeps its colour in each of them", () => {
  const source = "/* one\n\ntwo */\nconst a = `x\ny`;\r\n";
  const html = highlighted(source);
  expect(text(html)).toBe(source);
  expect(html.match(/tok-comment/g)).toHaveLength(2);
});

test("what is no TypeScript is shown all the same", () => {
  const source = '<img src=x onerror="alert(1)"> }{ \u2028 ###';
  const html = highlighted(source);
  expect(html).not.toContain("<img");
  expect(text(html).trimEnd()).toBe(source);
});

test.each([
  ["none", undefined, undefined],
  ["of another text", [3, 0], ["tok-keyword"]],
  ["too long", [5_000_000, 0], ["tok-keyword"]],
  ["of a class that is not there", [13, 7], ["tok-keyword"]],
])("tokens that are %s leave the text plain", (_, runs, classes) => {
  expect(renderSource("const a = 1;\n", runs, classes)).toBe(
    '<span class="row" id="L1">const a = 1;\n</span>',
  );
});

test("no class that a reading names leaves its attribute", () => {
  expect(renderSource("x", [1, 0], ['"><script>'])).not.toContain("<script>");
});
