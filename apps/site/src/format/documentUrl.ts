/**
 * Links between the files of docs/ (`scoring.md#intervals`) as links between the pages made of them (`/docs/scoring#intervals`), links to reference
 * submissions (`../submissions/soap/self.ts`) as links to their pages. `references` are their names by file, from submissions/.
 */
export function documentUrl(url: string, references: ReadonlyMap<string, string> = new Map()): string {
  const reference = references.get(/^(?:\.\.\/)*submissions\/(.+)$/.exec(url)?.[1] ?? "");
  if (reference !== undefined) return `/references/${reference}`;
  const match = /^(?:\.\/|\.\.\/docs\/|\.\.\/|docs\/)?((?:decisions\/)?[\w-]+)\.md(#.*)?$/.exec(url);
  if (match === null) return url;
  const page = match[1] === "rules" ? "/rules" : `/docs/${match[1]}`;
  return page + (match[2] ?? "");
}
