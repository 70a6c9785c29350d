import type { MarkdownInstance } from "astro";
import { documentPage } from "../format/documentUrl.ts";

export interface Document {
  /** Last part of its address, `/docs/scoring`. */
  readonly slug: string;
  /** Where it is read. */
  readonly href: string;
  readonly title: string;
  readonly headings: readonly { readonly depth: number; readonly slug: string; readonly text: string }[];
  /** As it is written. */
  readonly markdown: string;
  readonly Content: MarkdownInstance<Record<string, unknown>>["Content"];
}

const files = import.meta.glob<MarkdownInstance<Record<string, unknown>>>(
  ["../../../../docs/*.md", "../../../../docs/decisions/*.md"],
  { eager: true },
);
const texts = import.meta.glob<string>(["../../../../docs/*.md", "../../../../docs/decisions/*.md"], {
  eager: true,
  query: "?raw",
  import: "default",
});

/** The files of docs/, as they were at build time. */
export const documents: readonly Document[] = Object.entries(files)
  .map(([path, { getHeadings, Content }]) => {
    const slug = path.slice(path.lastIndexOf("docs/") + 5).replace(/\.md$/, "");
    const headings = getHeadings();
    return {
      slug,
      href: documentPage(slug),
      title: headings.find(({ depth }) => depth === 1)?.text ?? slug,
      headings,
      markdown: texts[path] ?? "",
      Content,
    };
  })
  .sort((a, b) => a.title.localeCompare(b.title));
