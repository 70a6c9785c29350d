import { chartStyles } from "@steepest/charts/chartStyles.ts";
import { labFigure } from "@steepest/charts/labFigure.ts";
import type { Instrument } from "@steepest/core/lab/instrument.ts";
import type { LabFigure, LabFile, LabReport, LabTable } from "@steepest/core/schema/labFile.ts";
import { tableCsv } from "@steepest/core/schema/table.ts";
import { environmentTable } from "../report/environmentTable.ts";
import { type Html, html, raw } from "../report/html.ts";
import { reportPage } from "../report/reportPage.ts";

type Rows = LabTable["rows"];

const csv = (columns: readonly string[], rows: Rows): string =>
  tableCsv({
    name: "",
    columns: columns.map((name, at) => ({
      name,
      type: rows.some((row) => typeof row[at] === "string") ? "text" : "number",
    })),
    rows,
  });

/** What a figure shows, as a table with a line for each point or cell. */
export function figureCsv(figure: LabFigure): string {
  if (figure.kind === "lines") {
    return csv(
      ["series", figure.x.label, figure.y.label],
      figure.series.flatMap(({ name, points }) => points.map(([x, y]) => [name, x, y])),
    );
  }
  return csv(
    [figure.x.label, figure.y.label, figure.valueLabel],
    figure.values.flatMap((row, at) =>
      row.map((value, column) => [figure.xs[column] ?? null, figure.ys[at] ?? null, value]),
    ),
  );
}

const fileName = (title: string) =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");

const dataUrl = (type: string, text: string) => `data:${type};charset=utf-8,${encodeURIComponent(text)}`;

/** A picture of its own: with the colours that it has on the page. */
const standalone = (svg: string) => svg.replace(">", `><style>${chartStyles}</style>`);

/** Draws the picture beside it on a canvas: a browser alone can make pixels. */
const pngScript = `for (const button of document.querySelectorAll("button[data-png]")) button.addEventListener("click", () => {
  const svg = button.closest("figure").querySelector("svg").cloneNode(true);
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  svg.setAttribute("width", width); svg.setAttribute("height", height);
  const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
  style.textContent = document.querySelector("style[data-charts]").textContent;
  svg.prepend(style);
  const image = new Image();
  image.onload = () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 3 * width, height: 3 * height });
    const context = canvas.getContext("2d");
    context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--chart-paper") || "white";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    Object.assign(document.createElement("a"), { href: canvas.toDataURL("image/png"), download: button.dataset.png }).click();
  };
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(svg));
});`;

const shown = (value: string | number | null) =>
  value === null ? "–" : typeof value === "number" ? String(Number(value.toPrecision(4))) : value;

function tableOf(table: LabTable): Html {
  const isNumber = (column: number) => table.rows.every((row) => typeof row[column] !== "string");
  return html`<h3>${table.title}</h3>
<div class="wide"><table><thead><tr>${table.columns.map((name, at) => html`<th scope="col"${raw(isNumber(at) ? ' class="number"' : "")}>${name}</th>`)}</tr></thead>
<tbody>${table.rows.map((row) => html`<tr>${row.map((value, at) => html`<td${raw(isNumber(at) ? ' class="number"' : "")}>${shown(value)}</td>`)}</tr>`)}</tbody></table></div>
<p class="note"><a download="${fileName(table.title)}.csv" href="${dataUrl("text/csv", csv(table.columns, table.rows))}">CSV</a></p>`;
}

function figureOf(figure: LabFigure): Html {
  const svg = labFigure(figure);
  const name = fileName(figure.title);
  return html`<figure><figcaption>${figure.title}</figcaption>${raw(svg)}
<p class="note"><a download="${name}.svg" href="${dataUrl("image/svg+xml", standalone(svg))}">SVG</a> · <button type="button" data-png="${name}.png">PNG</button> · <a download="${name}.csv" href="${dataUrl("text/csv", figureCsv(figure))}">CSV</a></p></figure>`;
}

/** One HTML file that holds everything that an instrument found: nothing to load. */
export function labPage(instrument: Instrument, file: LabFile, report: LabReport): string {
  const points = file.subjects.map(
    ({ name, version, hyperparameters }) =>
      html`<li>${name} <code>${version.slice(0, 12)}</code>: <code>${JSON.stringify(hyperparameters)}</code></li>`,
  );
  const options = [
    ...Object.entries(file.options).map(([name, values]) => `${name} ${values.join(", ")}`),
    ...Object.entries(file.words).flatMap(([name, value]) => (value === null ? [] : [`${name} ${value}`])),
  ];
  return reportPage(
    `${instrument.title}: ${file.subjects.map(({ name }) => name).join(", ")} on ${file.workload}`,
    html`<p class="facts">Instrument ${file.instrument} · ${file.studies} ${file.studies === 1 ? "study" : "studies"} · seed ${file.seed} · ${options.join(" · ")} · ${file.finishedAt.slice(0, 16).replace("T", " ")} UTC</p>
<p>It measures ${instrument.measures}. After ${instrument.source}.</p>
<ul>${report.lines.map((line) => html`<li>${line}</li>`)}</ul>
${report.figures.map(figureOf)}
${report.tables.map(tableOf)}
<h2>What was looked at</h2>
<ul>${points}</ul>
<h2>Environment</h2>
${environmentTable(file.environment)}
<style data-charts>${raw(chartStyles)}</style>
<script>${raw(pngScript)}</script>`,
  );
}
