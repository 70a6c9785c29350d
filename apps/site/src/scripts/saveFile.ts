import { tableFiles } from "../tables/tableFiles.ts";
import { tableOfCells } from "../tables/tableOfCells.ts";

/** Pixels of a picture for each user unit of the drawing: sharp in print at a column's width. */
const pictureScale = 3;

/** Saves a figure's drawing, that of pages, as SVG or PNG. It reads without the site's styles, on white paper. */
export async function saveFigure(figure: Element, format: string): Promise<void> {
  const svg =
    figure.querySelector<SVGSVGElement>(".chart-page svg.chart") ??
    figure.querySelector<SVGSVGElement>("svg.chart");
  if (svg === null) return;
  const { width, height } = svg.viewBox.baseVal;
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const text = new XMLSerializer().serializeToString(copy);
  const name = nameOf(svg.getAttribute("aria-label"));
  if (format === "svg") return save(`${name}.svg`, new Blob([text], { type: "image/svg+xml" }));
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * pictureScale);
  canvas.height = Math.round(height * pictureScale);
  const pen = canvas.getContext("2d");
  if (pen === null) return;
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob !== null) save(`${name}.png`, blob);
}

/** Saves a table as it is shown, as one of `tableFiles`. */
export function saveTable(table: HTMLTableElement, format: string): void {
  const file = tableFiles[format];
  if (file === undefined) return;
  const rowsOf = (rows: Iterable<HTMLTableRowElement>) =>
    [...rows].map((row) => [...row.cells].flatMap(cellsOf));
  const head = rowsOf(table.tHead?.rows ?? []).at(-1) ?? [];
  const rows = rowsOf([...table.tBodies].flatMap(({ rows }) => [...rows]));
  const label = table.closest(".table-scroll")?.getAttribute("aria-label") ?? null;
  const made = tableOfCells(nameOf(label), head, rows);
  save(`${made.name}.${format}`, new Blob([file.write(made)], { type: file.type }));
}

/** The text of a cell, what is small apart; of one over several columns, empty ones after it. */
function cellsOf(cell: HTMLTableCellElement): string[] {
  const copy = cell.cloneNode(true) as HTMLElement;
  for (const small of copy.querySelectorAll("small")) small.before(" ");
  const text = (copy.textContent ?? "").replaceAll(/\s+/g, " ").trim();
  return [text, ...Array.from({ length: cell.colSpan - 1 }, () => "")];
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");

/** Of the page and the part of it. */
const nameOf = (label: string | null): string =>
  [slug(location.pathname) || "home", slug(label ?? "")]
    .filter((part) => part !== "")
    .join("-")
    .slice(0, 100);

function save(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
