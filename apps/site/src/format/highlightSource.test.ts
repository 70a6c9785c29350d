import { expect, test } from "vitest";
import { highlightSource } from "./highlightSource.ts";

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
  const html = highlightSource(source);
  expect(text(html)).toBe(source);
  expect(html.match(/class="row"/g)).toHaveLength(3);
  expect(html).not.toContain("<script");
  expect(html).toMatch(/<span class="tok-keyword">const<\/span>/);
});

test("what is no TypeScript is shown all the same", () => {
  const source = '<img src=x onerror="alert(1)"> }{ \u2028 ###';
  const html = highlightSource(source);
  expect(html).not.toContain("<img");
  expect(text(html).trimEnd()).toBe(source);
});
