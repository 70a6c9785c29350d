import { escapeXml } from "@steepest/charts/escapeXml.ts";
import { rankShifts } from "@steepest/charts/rankShifts.ts";
import type { BoardMilestones, BoardStudies } from "@steepest/core/schema/api/boards.ts";
import { relaxedTarget } from "@steepest/core/score/milestones.ts";
import { type WhatIf, type WhatIfRow, whatIf } from "@steepest/core/score/whatIf.ts";
import { chosenEntries, mostLines } from "../board/chosenEntries.ts";
import { describeMeasure } from "../format/describeMeasure.ts";

/** Rows of the table: a board may have thousands. */
const mostRows = 100;

/** A board by other rules as HTML: the server writes it, and the page again while a slider moves. */
export function renderWhatIf(
  board: BoardStudies,
  rules: WhatIf,
  milestones: BoardMilestones | null = null,
  /** Entries whose ranks are drawn; the first ones where none is named. */
  ticked: readonly string[] = [],
): string {
  const rows = whatIf(board, rules, milestones);
  const measure = describeMeasure(board.measure);
  const columns = board.workloads.filter(({ id, variantOf }) => rules.workloads.has(variantOf ?? id));
  const mine = rows.findIndex(({ entry }) => entry === null);
  const shown = rows.slice(0, mostRows);
  const own = rows[mine];
  if (own !== undefined && mine >= mostRows) shown.push(own);
  const head = ["Rank", "On the board", "Submission", "Score", "Anchored", ...columns.map(({ id }) => id)]
    .map(
      (title, at) =>
        `<th scope="col"${at === 2 ? "" : ' class="number"'}>${escapeXml(title)}${at === 4 ? `<small>on ${escapeXml(rules.anchor ?? "nobody")}</small>` : ""}</th>`,
    )
    .join("");
  // One's own is drawn, whoever else is.
  const others = chosenEntries(
    new URLSearchParams(ticked.map((entry) => ["entry", entry])),
    shown.flatMap((row) => (row.entry === null ? [] : [{ ...row, entry: row.entry, row }])),
  ).map(({ row }) => row);
  const drawn = new Set([...(own === undefined ? [] : [own]), ...others].slice(0, mostLines));
  const body = shown
    .map((row) =>
      tableRow(
        row,
        columns.map(({ id }) => id),
        measure.format,
        drawn.has(row),
      ),
    )
    .join("");
  const told =
    own === undefined
      ? ""
      : `<p class="lede">${escapeXml(own.submission)} would be rank ${own.rank} of ${rows.length}.</p>`;
  const targets =
    rules.relaxed > 0 && milestones !== null
      ? relaxedTargets(
          milestones,
          rules,
          columns.map(({ id }) => id),
        )
      : rules.relaxed > 0
        ? `<p class="note">Of a board with so many records easier targets are not computed: these are its own.</p>`
        : "";
  const more =
    rows.length > shown.length ? `<p class="note">The first ${mostRows} of ${rows.length}.</p>` : "";
  return (
    `${told}<section class="table-scroll" aria-label="Ranks by these rules" tabindex="0"><table class="full stick"><caption><span>${escapeXml(measure.title)}, r_max ${rules.rMax}, ${rules.workloads.size} of ${board.workloads.filter(({ variantOf }) => variantOf === null).length} workloads` +
    `${rules.relaxed > 0 && milestones !== null ? `, targets ${Math.round(100 * rules.relaxed)} % easier` : ""}` +
    `${rules.without.size === 0 ? "" : `, without ${escapeXml([...rules.without].join(", "))}`}. Complete entries only.</span></caption>` +
    `<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></section>${targets}${more}` +
    `<figure>${rankShifts(
      shown
        .filter((row) => drawn.has(row))
        .map(({ submission, before, rank }) => ({ name: submission, before, after: rank })),
      { before: "on the board", after: "by these rules", title: "Ranks on the board and by these rules" },
    )}<figcaption>Up to ${mostLines} lines: tick the rows that are to be drawn.</figcaption></figure>`
  );
}

/** What the targets are then, and of which records nobody knows when they met them. */
function relaxedTargets(
  milestones: BoardMilestones,
  { relaxed }: WhatIf,
  columns: readonly string[],
): string {
  const told = milestones.workloads.flatMap(({ id, direction, target }) =>
    target === null || !columns.includes(id)
      ? []
      : [
          `${id} ${direction === "min" ? "≤" : "≥"} ${Number(relaxedTarget(direction, target, relaxed).toPrecision(4))} instead of ${Number(target.toPrecision(4))}`,
        ],
  );
  const unknown =
    milestones.unknown === 0
      ? ""
      : ` ${milestones.unknown} records are too old for this: they count with their times to the board’s own targets.`;
  return `<p class="note">Targets: ${escapeXml(told.join(", "))}.${unknown}</p>`;
}

function tableRow(
  row: WhatIfRow,
  columns: readonly string[],
  format: (value: number) => string,
  isDrawn: boolean,
): string {
  const shift = row.before === null ? 0 : row.before - row.rank;
  const moved =
    shift === 0
      ? ""
      : shift > 0
        ? ` <small class="up">▲ ${shift}</small>`
        : ` <small class="down">▼ ${-shift}</small>`;
  const name =
    row.entry === null
      ? `<strong>${escapeXml(row.submission)}</strong> <small>yours</small>`
      : `<input type="checkbox" class="tick" form="rules" name="entry" value="${escapeXml(row.entry)}"${isDrawn ? " checked" : ""} aria-label="Draw ${escapeXml(row.submission)} v${row.number}"> ` +
        `<a href="/entries/${escapeXml(row.entry)}">${escapeXml(row.submission)}</a> <span class="muted">v${row.number}</span>`;
  const cell = (text: string) => `<td class="number">${text}</td>`;
  return (
    `<tr><td class="number">${row.rank}${moved}</td>${cell(row.before === null ? "–" : String(row.before))}<th scope="row" class="nowrap">${name}</th>` +
    cell(row.score.toFixed(3)) +
    cell(row.anchored === null ? "–" : `${row.anchored.toFixed(2)}×`) +
    columns.map((id) => cell(row.times[id] == null ? "∞" : format(row.times[id]))).join("") +
    "</tr>"
  );
}
