import type { MarkdownInstance } from "astro";

export interface Document {
  /** Last part of its address, `/docs/scoring`. */
  readonly slug: string;
  readonly title: string;
  readonly Content: MarkdownInstance<Record<string, unknown>>["Content"];
}

const files = import.meta.glob<MarkdownInstance<Record<string, unknown>>>(
  ["../../../../docs/*.md", "../../../../docs/decisions/*.md"],
  { eager: true },
);

/** The files of docs/, as they were at build time. */
export const documents: readonly Document[] = Object.entries(files)
  .map(([path, { getHeadings, Content }]) => {
    const slug = path.slice(path.lastIndexOf("docs/") + 5).replace(/\.md$/, "");
    return { slug, title: getHeadings().find(({ depth }) => depth === 1)?.text ?? slug, Content };
  })
  .sort((a, b) => a.title.localeCompare(b.title));
