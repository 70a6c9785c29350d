/**
 * Links between the files of docs/ (`scoring.md#intervals`) as links between the pages made of them (`/docs/scoring#intervals`), links to reference
 * submissions (`../submissions/soap/self.ts`) as links to their pages. `references` are their names by file, from submissions/.
 */
export function documentUrl(url: string, references: ReadonlyMap<string, string> = new Map()): string {
  const reference = references.get(/^(?:\.\.\/)*submissions\/(.+)$/.exec(url)?.[1] ?? "");
  if (reference !== undefined) return `/references/${reference}`;
  const match = /^(?:\.\/|\.\.\/docs\/|\.\.\/|docs\/)?((?:decisions\/)?[\w-]+)\.md(#.*)?$/.exec(url);
  if (match === null) return url;
  return documentPage(match[1] as string) + (match[2] ?? "");
}

/** Documents with pages of their own; that of README lists the others. */
const ownPages: ReadonlyMap<string, string> = new Map([
  ["rules", "/rules"],
  ["claims", "/claims"],
  ["README", "/docs"],
]);

/** The page of a document of docs/. */
export const documentPage = (slug: string): string => ownPages.get(slug) ?? `/docs/${slug}`;
