/** Documents by whom they are for, in the order in which one reads them; what is in no group stands under "More". */
const groups = [
  { title: "Start here", slugs: ["rules", "contract", "playground", "scoring"] },
  {
    title: "How to",
    slugs: ["golden", "lab", "mcp", "accounts", "run-a-runner", "deploy", "operations"],
  },
  { title: "Reference", slugs: ["command-line", "api", "workloads", "coverage", "targets", "prices"] },
  { title: "How it works", slugs: ["architecture", "trust", "threat-model", "symmetries", "algoperf-data"] },
  { title: "What was measured", slugs: ["claims", "calibration", "benchmarks"] },
] as const;

export interface DocumentGroup<Listed> {
  readonly title: string;
  readonly documents: readonly Listed[];
}

/** Every document in exactly one group. */
export function groupDocuments<Listed extends { readonly slug: string }>(
  documents: readonly Listed[],
): DocumentGroup<Listed>[] {
  const named: DocumentGroup<Listed>[] = groups.map(({ title, slugs }) => ({
    title,
    documents: slugs.flatMap((slug) => documents.filter((one) => one.slug === slug)),
  }));
  const placed = new Set(named.flatMap((group) => group.documents));
  const rest = documents.filter((one) => !placed.has(one));
  return [...named, { title: "More", documents: rest }].filter((group) => group.documents.length > 0);
}
