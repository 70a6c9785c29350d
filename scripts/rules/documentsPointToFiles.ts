import { posix } from "node:path";
import type { Rule } from "./rule.ts";

const link = /\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g;
const codeSpan = /`([^`\n]+)`/g;
/** A code span that names a place in this repository: a known top folder, then a path without blanks or blanks to fill. */
const place = /^(apps|packages|submissions|migrations|test|docs|scripts|\.ci)\/[\w./@-]*$/;

/** Markdown links of every document, and the places that AGENTS.md names in code spans, exist. */
export const documentsPointToFiles: Rule = {
  title: "links in documents and AGENTS.md's places exist",
  check: (files) => {
    const paths = new Set(files.map((file) => file.path));
    const folders = new Set(files.flatMap((file) => ancestors(file.path)));
    const exists = (path: string) => paths.has(path) || folders.has(path.replace(/\/$/, ""));
    return files
      .filter((file) => file.path.endsWith(".md"))
      .flatMap((file) => {
        const linked = [...file.text.matchAll(link)]
          .map((match) => posix.join(posix.dirname(file.path), match[1] as string))
          .filter((path) => !/\.(png|webp|svg)$/.test(path) && posix.basename(path).includes("."));
        const named =
          file.path === "AGENTS.md"
            ? [...file.text.matchAll(codeSpan)].map((match) => match[1] as string)
            : [];
        return [...linked, ...named.filter((path) => place.test(path))]
          .filter((path) => !exists(path))
          .map((path) => ({ path: file.path, message: `points to ${path}, which does not exist` }));
      });
  },
};

function ancestors(path: string): string[] {
  const steps = path.split("/").slice(0, -1);
  return steps.map((_, index) => steps.slice(0, index + 1).join("/"));
}
