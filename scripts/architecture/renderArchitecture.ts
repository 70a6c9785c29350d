import { posix } from "node:path";
import { table } from "../markdown/table.ts";
import type { SourceFile } from "../rules/rule.ts";
import { importChain, importGraph } from "./importChain.ts";
import { lanes, type Step, ways } from "./ways.ts";

interface Hop {
  readonly step: Step;
  /** What stands at the arrow that leads here; "" at the first step. */
  readonly label: string;
}

const laneWidth = 250;
const [boxWidth, boxHeight, rowHeight, headHeight, titleHeight] = [230, 44, 72, 28, 40];

/** The steps of all ways with what connects them. A file that is missing, or an import that no chain makes, is an error. */
function hopsOf(files: readonly SourceFile[]): readonly (readonly Hop[])[] {
  const graph = importGraph(files);
  return ways.map(({ title, steps }) =>
    steps.map((step, index) => {
      if (!graph.has(step.file)) throw new Error(`${title}: there is no file ${step.file}`);
      if (step.by === undefined) return { step, label: "" };
      if (typeof step.by === "object") return { step, label: step.by.border };
      const before = (steps[index - 1] as Step).file;
      const [from, to] = step.by === "imports" ? [before, step.file] : [step.file, before];
      const chain = importChain(graph, from, to);
      if (chain === null) throw new Error(`${title}: no chain of imports leads from ${from} to ${to}`);
      const between = chain.slice(1, -1).map((path) => posix.basename(path));
      const verb = step.by === "imports" ? "imports" : "returns to";
      return { step, label: between.length === 0 ? verb : `${verb}, by ${between.join(", ")}` };
    }),
  );
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** The figure: a column for each place, a row for each step. Follows the reader's light or dark theme. */
export function drawArchitecture(files: readonly SourceFile[]): string {
  const parts: string[] = [];
  let top = 0;
  for (const [index, hops] of hopsOf(files).entries()) {
    parts.push(`<text class="title" x="10" y="${top + 26}">${escaped(ways[index]?.title ?? "")}</text>`);
    top += titleHeight;
    const height = headHeight + hops.length * rowHeight;
    for (const [column, lane] of lanes.entries()) {
      const x = column * laneWidth;
      parts.push(
        `<rect class="lane" x="${x + 2}" y="${top}" width="${laneWidth - 4}" height="${height}" rx="6"/>`,
        `<text class="head" x="${x + laneWidth / 2}" y="${top + 19}">${escaped(lane)}</text>`,
      );
    }
    for (const [row, { step, label }] of hops.entries()) {
      const x = lanes.indexOf(step.lane) * laneWidth + (laneWidth - boxWidth) / 2;
      const y = top + headHeight + row * rowHeight + 14;
      const middle = x + boxWidth / 2;
      const before = hops[row - 1]?.step;
      if (before !== undefined) {
        const from = lanes.indexOf(before.lane) * laneWidth + laneWidth / 2;
        const bottom = y - rowHeight + boxHeight;
        const between = (bottom + y) / 2;
        parts.push(
          `<path class="arrow" d="M${from} ${bottom}V${between}H${middle}V${y - 1}" marker-end="url(#tip)"/>`,
          `<text class="by" x="${(from + middle) / 2 + (from === middle ? 8 : 0)}" y="${from === middle ? between + 4 : between - 4}"${from === middle ? "" : ' text-anchor="middle"'}>${escaped(label)}</text>`,
        );
      }
      parts.push(
        `<rect class="box" x="${x}" y="${y}" width="${boxWidth}" height="${boxHeight}" rx="5"/>`,
        `<text class="file" x="${middle}" y="${y + 18}">${escaped(posix.basename(step.file))}</text>`,
        `<text class="what" x="${middle}" y="${y + 34}">${escaped(step.what)}</text>`,
      );
    }
    top += height + 16;
  }
  const width = lanes.length * laneWidth;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" width="${width}" height="${top}" role="img" aria-label="The way of a submission and of a record through the tree">
<style>
text{font:12px system-ui,sans-serif;fill:#1c2024}.title{font-size:18px;font-weight:600}.head,.file,.what{text-anchor:middle}.head{font-weight:600;fill:#4a5259}
.file{font-weight:600}.what,.by{font-size:10.5px;fill:#4a5259}.lane{fill:#f3f5f7}.box{fill:#fff;stroke:#8b959e}.arrow{fill:none;stroke:#4a5259}.tip{fill:#4a5259}
@media(prefers-color-scheme:dark){text{fill:#e8eaed}.head,.what,.by{fill:#b3bac2}.lane{fill:#1d2126}.box{fill:#121518;stroke:#6b757e}.arrow{stroke:#b3bac2}.tip{fill:#b3bac2}svg{background:#121518}}
</style>
<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>
${parts.join("\n")}
</svg>
`;
}

/** docs/architecture.md: the figure, and the same as tables with a link to each file. */
export function renderArchitecture(files: readonly SourceFile[]): string {
  const tables = hopsOf(files).map((hops, index) => {
    const rows = hops.map(({ step, label }) => [
      step.lane,
      `[\`${step.file}\`](../${step.file})`,
      step.what,
      label.startsWith("imports") || label.startsWith("returns") || label === "" ? label : `**${label}**`,
    ]);
    return `## ${ways[index]?.title}\n\n${table(["where", "file", "what happens", "how it got here"], rows)}`;
  });
  return `# Architecture

How a submission becomes trials, and how a trial's record becomes a rank: where in the tree each step is. The figure is drawn from the imports by
\`node scripts/writeArchitecture.ts\`; a step whose file is gone, or that nothing imports any more, fails a test. Borders that no import crosses (a request, a
row in the database, a message between processes) are named at their arrows.

![Two figures with four columns, a user's machine, the platform's Worker, a runner, a trial's process: a submission goes from the first to the last, a record comes back](images/architecture.svg)

What a task touches is in [AGENTS.md](../AGENTS.md); why it was built so is in [the decisions](decisions/README.md).

${tables.join("\n\n")}
`;
}
