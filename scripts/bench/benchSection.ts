/** One table of docs/benchmarks.md. */
export interface BenchSection {
  readonly title: string;
  /** What is measured, how, and what is aimed at. */
  readonly text: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A section as Markdown; the first column stands left, numbers right. */
export function renderSection({ title, text, columns, rows }: BenchSection): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = line(columns.map((_, column) => (column === 0 ? "---" : "---:")));
  return [`## ${title}`, "", text, "", line(columns), rule, ...rows.map(line)].join("\n");
}
