/**
 * Links between the files of docs/ (`scoring.md#intervals`) as links between the pages made of them (`/docs/scoring#intervals`), links to reference
 * submissions (`../submissions/adamw.ts`) as links to their pages.
 */
export function documentUrl(url: string): string {
  const reference = /^(?:\.\.\/)*submissions\/(\w+)\.ts$/.exec(url);
  if (reference !== null) return `/references/${reference[1]}`;
  const match = /^(?:\.\/|\.\.\/docs\/|\.\.\/|docs\/)?((?:decisions\/)?[\w-]+)\.md(#.*)?$/.exec(url);
  if (match === null) return url;
  const page = match[1] === "rules" ? "/rules" : `/docs/${match[1]}`;
  return page + (match[2] ?? "");
}
