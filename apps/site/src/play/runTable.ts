import { submissionColours } from "@steepest/charts/submissionColour.ts";
import { officialSeconds } from "@steepest/core/schema/record.ts";
import { formatHyperparameter, formatSeconds } from "../format/formats.ts";
import { element } from "./element.ts";
import type { PlayedWorkload } from "./playedWorkload.ts";
import { type PracticeRun, runStatus } from "./practiceRun.ts";

interface Shown {
  readonly runs: readonly PracticeRun[];
  readonly isResting: boolean;
  /** As the chart has them, which gives the colours. */
  readonly names: readonly string[];
  readonly workload: PlayedWorkload;
}

const headings = ["Run", "Point", "Status", "Steps", "Charged time", "Metric", "To target", "Record"];

/** Puts the table of the runs where it stands, drawn anew: the link that had the focus has it again. */
export function showRunTable(place: HTMLElement, shown: Shown): void {
  const focused = place.contains(document.activeElement)
    ? document.activeElement?.getAttribute("download")
    : null;
  place.replaceChildren(runTable(shown));
  if (focused != null) place.querySelector<HTMLElement>(`a[download="${CSS.escape(focused)}"]`)?.focus();
}

/** One row for each run: what it is, how far it is, its record. */
function runTable({ runs, isResting, names, workload }: Shown): HTMLElement {
  const colours = submissionColours(names);
  const told = namesToTell(runs);
  const rows = runs.map((run) => {
    const { record, news } = run;
    const seconds =
      record === null ? (news?.chargedSeconds ?? null) : officialSeconds(record, record.totals.charged);
    const met = record?.timeToTarget ?? null;
    const value = run.points.at(-1)?.y ?? null;
    const label = element("th", { scope: "row" }, swatch(colours[names.indexOf(run.label)]), run.label);
    const status = runStatus(run, isResting);
    return element(
      "tr",
      {},
      label,
      element("td", {}, pointText(run.point, told)),
      element("td", { class: `status-${status.split(":")[0]}` }, status),
      cell(formatCount(record?.totals.steps ?? news?.step ?? null)),
      cell(seconds === null ? "" : `${formatSeconds(seconds)} s`),
      cell(value === null ? "" : formatHyperparameter(value)),
      cell(
        record === null
          ? ""
          : met === null
            ? "not reached"
            : `${formatSeconds(officialSeconds(record, met.charged))} s`,
      ),
      element("td", {}, record === null ? "" : download(run)),
    );
  });
  const table = element("table", {}, element("caption", {}, `Runs; the metric is ${workload.label}.`));
  table.append(
    element("thead", {}, element("tr", {}, ...headings.map((text) => element("th", { scope: "col" }, text)))),
    element("tbody", {}, ...rows),
  );
  return table;
}

const cell = (text: string): HTMLElement => element("td", { class: "number" }, text);
const formatCount = (count: number | null): string => (count === null ? "" : count.toLocaleString("en"));
/** What runs differ in; of runs that differ in nothing, all. */
function namesToTell(runs: readonly PracticeRun[]): ReadonlySet<string> {
  const names = new Set(runs.flatMap(({ point }) => Object.keys(point)));
  const differing = [...names].filter((name) => new Set(runs.map(({ point }) => point[name])).size > 1);
  return differing.length > 0 ? new Set(differing) : names;
}

const pointText = (point: PracticeRun["point"], told: ReadonlySet<string>): string =>
  Object.entries(point)
    .filter(([name]) => told.has(name))
    .map(([name, value]) => `${name} ${formatHyperparameter(value)}`)
    .join(", ");

function swatch(colour: ReturnType<typeof submissionColours>[number] | undefined): Node {
  if (colour === undefined) return document.createTextNode("");
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  made.setAttribute("class", "chart swatch");
  made.setAttribute("viewBox", "0 0 22 10");
  made.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
  const attributes = { x1: "0", x2: "22", y1: "5", y2: "5", "stroke-width": "2.5" };
  for (const [name, value] of Object.entries({ ...attributes, "stroke-dasharray": colour.dash }))
    line.setAttribute(name, value);
  line.setAttribute("class", `stroke-${colour.index}`);
  made.append(line);
  return made;
}

/** The record as a runner would have reported it: `steepest score`, `replay` and `verify` take it. */
function download(run: PracticeRun): HTMLElement {
  const name = `${run.record?.submission.name ?? "record"}-${run.workload}-${run.id}.json`;
  const blob = new Blob([`${JSON.stringify(run.record, null, 2)}\n`], { type: "application/json" });
  const url = URL.createObjectURL(blob);
  const link = element("a", { href: url, download: name }, "Download record");
  return link;
}
