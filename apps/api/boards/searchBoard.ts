import {
  asksForFacts,
  type BoardFilter,
  type FilteredFacts,
  hasFacts,
  isNamed,
} from "@steepest/core/schema/api/boardFilter.ts";
import type { BoardRow, BoardView, RowDetails } from "@steepest/core/schema/api/boards.ts";
import type { Board } from "@steepest/core/schema/boardId.ts";
import type { Measure } from "@steepest/core/schema/measures.ts";
import { rowsPerPage } from "@steepest/core/score/boardPage.ts";
import { median } from "@steepest/core/score/median.ts";
import { hardwareClass, suite } from "@steepest/workloads/catalogue.ts";
import { eq, inArray, sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { entries, versions } from "../database/schema.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { type BoardIndex, type IndexedFacts, type IndexedRow, pageJson } from "./encodeBoard.ts";
import { keptText } from "./keptText.ts";
import { partsOf } from "./remakeView.ts";
import { type PageText, type Viewer, viewBoard, viewIndex } from "./viewBoard.ts";

interface Choice {
  readonly measure?: Measure | undefined;
  readonly page: number;
  readonly filter: BoardFilter;
  readonly sort?: string | undefined;
  readonly details: "true" | "false";
  /** Of each submission the version that is ranked, or with it all complete ones before. */
  readonly versions: "latest" | "all";
}

/** A page of a board: as it is kept, or of the rows that were asked for in the order that was asked for. Ranks are always those of the whole board. */
export async function searchBoard(viewer: Viewer, board: Board, choice: Choice): Promise<PageText> {
  const { filter, sort = "rank", page, details, versions } = choice;
  const measure = choice.measure ?? hardwareClass(board.hardwareClass).measure;
  const asked = Object.entries(filter).filter(([, value]) => value !== undefined && value !== "");
  const isWhole = asked.length === 0 && sort === "rank" && versions === "latest";
  if (!isSort(board, sort)) throw unknownOrder(board, sort);
  const { tag, json } = isWhole
    ? await viewBoard(viewer, board, { measure, page })
    : await chosen(viewer, board, measure, { filter, sort, page, versions });
  if (isWhole && details === "false") return { tag, json };
  const words = encodeURIComponent(JSON.stringify(asked));
  const searched = [tag, words, encodeURIComponent(sort), page, details, versions].join(".");
  if (details === "false") return { tag: searched, json };
  const detailed = async () => {
    const view = JSON.parse(await json()) as BoardView;
    return JSON.stringify({ ...view, details: await detailsOf(viewer.database, view.rows) });
  };
  return { tag: searched, json: detailed };
}

const isSort = (board: Board, sort: string): boolean =>
  ["rank", "submission", "speedup", ...suite(board.suite).workloads].includes(sort);

const unknownOrder = (board: Board, sort: string): ApiProblem =>
  new ApiProblem(400, "unknown-order", {
    title: `A board is not sorted by "${sort}".`,
    detail: "Its rows have no such column.",
    solution: `Sort by rank, submission, speedup, ${suite(board.suite).workloads.join(", ")}.`,
  });

interface Search {
  readonly filter: BoardFilter;
  readonly sort: string;
  readonly page: number;
  readonly versions: "latest" | "all";
}

/** What is found of a board, a page of it: read from the index of its rows, and of the rows no more than are shown. */
async function chosen(viewer: Viewer, board: Board, measure: Measure, search: Search): Promise<PageText> {
  // The objects may be replaced between two reads.
  for (let tries = 0; tries < 3; tries++) {
    const kept = await viewIndex(viewer, board, measure);
    if (kept === null) return viewBoard(viewer, board, { measure, page: 1 });
    const json = await searchIndex(viewer, kept, search);
    if (json !== null) return { tag: kept.object, json: () => Promise.resolve(json) };
  }
  throw new Error(`the view of ${board.suite} is replaced as soon as it is read`);
}

async function searchIndex(
  viewer: Viewer,
  { object, index }: { readonly object: string; readonly index: BoardIndex },
  { filter, sort, page, versions }: Search,
): Promise<string | null> {
  const factsText = asksForFacts(filter) ? await keptText(viewer, partsOf(object).facts) : "";
  const orders = await ordersOf(viewer, object, index, sort, versions);
  if (orders === null || factsText === null) return null;
  const facts = factsText === "" ? null : (JSON.parse(factsText) as IndexedFacts);
  const inOrder = (lists: readonly (keyof IndexedFacts)[], order: Iterable<number>) => {
    const rows = lists.flatMap((list) => index[list]);
    const factsOf = facts && lists.flatMap((list) => facts[list]);
    const isFound = (place: number): boolean =>
      isNamed(filter, rows[place]?.[0] ?? "") &&
      (factsOf === null || hasFacts(filter, factsOf[place] as FilteredFacts));
    return Array.from(order).flatMap((place) => (isFound(place) ? [rows[place] as IndexedRow] : []));
  };
  const found = {
    rows: inOrder(versions === "all" ? ["rows", "earlier"] : ["rows"], orders.rows),
    selfReported: inOrder(["selfReported"], orders.selfReported),
    unranked: inOrder(["unranked"], index.unranked.keys()),
  };
  const lengths = Object.values(found).map(({ length }) => length);
  const pages = Math.max(1, ...lengths.map((length) => Math.ceil(length / rowsPerPage)));
  // A page beyond the last is empty: what is found changes while one types.
  const shown = Math.min(page, pages);
  const part = (list: readonly IndexedRow[]) => list.slice((shown - 1) * rowsPerPage, shown * rowsPerPage);
  const parts = {
    rows: part(found.rows),
    selfReported: part(found.selfReported),
    unranked: part(found.unranked),
  };
  const textOf = await readRows(viewer, object, Object.values(parts).flat());
  if (textOf === null) return null;
  const { rows, selfReported, unranked } = found;
  return pageJson(
    {
      ...index.shell,
      page: shown,
      pages,
      totals: { rows: rows.length, selfReported: selfReported.length, unranked: unranked.length },
    },
    {
      rows: parts.rows.map(textOf),
      selfReported: parts.selfReported.map(textOf),
      unranked: parts.unranked.map(textOf),
    },
  );
}

/** The places of the rows in an order; null where its object is gone. */
async function ordersOf(
  { store }: Viewer,
  object: string,
  index: BoardIndex,
  sort: string,
  versions: "latest" | "all",
) {
  const { sorts } = index;
  const [rows, selfReported, earlier] = [
    ...[index.rows.length, index.selfReported.length, index.earlier.length],
  ] as const;
  const read = async (start: number, count: number): Promise<Iterable<number> | null> => {
    if (count === 0) return [];
    const range = { offset: 4 * start, length: 4 * count };
    const stored = await store.get(partsOf(object).orders, { range });
    if (stored === null) return null;
    const view = new DataView(await stored.arrayBuffer());
    return Array.from({ length: count }, (_, place) => view.getUint32(4 * place, true));
  };
  const at = sorts.indexOf(sort);
  const allAt = sorts.length * (rows + selfReported) + (at + 1) * (rows + earlier);
  const orders = await Promise.all([
    versions === "all"
      ? read(allAt, rows + earlier)
      : at < 0
        ? Array(rows).keys()
        : read(at * (rows + selfReported), rows),
    at < 0 ? Array(selfReported).keys() : read(at * (rows + selfReported) + rows, selfReported),
  ]);
  const [ofRows, ofSelfReported] = orders;
  return ofRows === null || ofSelfReported === null ? null : { rows: ofRows, selfReported: ofSelfReported };
}

/** Reads of the store for the rows of a page: what lies between two that are near is read with them. */
const mostReads = 8;

/** The JSON of some rows; null where their object is gone. */
async function readRows(
  { store }: Viewer,
  object: string,
  rows: readonly IndexedRow[],
): Promise<((row: IndexedRow) => string) | null> {
  const sorted = rows.toSorted(([, one], [, other]) => one - other);
  const gaps = sorted.slice(1).map(([, start], at) => start - (sorted[at]?.[2] ?? 0));
  const least = gaps.toSorted((one, other) => other - one)[mostReads - 2] ?? 0;
  const parts: { start: number; end: number }[] = [];
  for (const [at, [, start, end]] of sorted.entries()) {
    const last = parts.at(-1);
    const isApart = last === undefined || ((gaps[at - 1] ?? 0) >= least && parts.length < mostReads);
    if (isApart) parts.push({ start, end });
    else last.end = end;
  }
  const read = await Promise.all(
    parts.map(async ({ start, end }) => {
      const stored = await store.get(object, { range: { offset: start, length: end - start } });
      return stored === null ? null : { start, end, bytes: new Uint8Array(await stored.arrayBuffer()) };
    }),
  );
  if (read.includes(null)) return null;
  const decoder = new TextDecoder();
  return ([, start, end]) => {
    const part = read.find((one) => one !== null && one.start <= start && end <= one.end);
    if (part == null) throw new Error("a row lies in none of the parts that were read");
    return decoder.decode(part.bytes.subarray(start - part.start, end - part.start));
  };
}

/** Of a page's rows: what their versions say of themselves, and what their records have cost. */
async function detailsOf(database: Database, rows: readonly BoardRow[]): Promise<Record<string, RowDetails>> {
  if (rows.length === 0) return {};
  const sum = (column: "charged_seconds" | "steps") => sql<number>`(
    SELECT coalesce(sum(entry_results.${sql.identifier(column)}), 0) FROM entry_results WHERE entry_results.entry = entries.id)`;
  const read = await database
    .select({
      id: entries.id,
      createdAt: entries.createdAt,
      manifest: versions.manifest,
      chargedSeconds: sum("charged_seconds"),
      steps: sum("steps"),
      bytesSent: sql<number | null>`(
        SELECT sum(entry_results.bytes_sent) FROM entry_results WHERE entry_results.entry = entries.id)`,
      criticalSeconds: sql<number | null>`(
        SELECT CASE WHEN count(entry_results.critical_seconds) > 0
          THEN sum(coalesce(entry_results.critical_seconds, entry_results.charged_seconds)) END
        FROM entry_results WHERE entry_results.entry = entries.id)`,
      privacy: sql<string | null>`(
        SELECT CASE WHEN sum(entry_results.steps > 0 AND entry_results.epsilon IS NULL) = 0 AND max(entry_results.epsilon) IS NOT NULL
          THEN json_object('epsilon', max(entry_results.epsilon), 'delta', max(entry_results.delta)) END
        FROM entry_results WHERE entry_results.entry = entries.id)`,
      gradientsOfAll: sql<number | null>`(
        SELECT CASE WHEN count(entry_results.gradients) = count(*) THEN sum(entry_results.gradients) END
        FROM entry_results WHERE entry_results.entry = entries.id)`,
      gradients: sql<string>`(
        SELECT json_group_array(times -> '$.gradients') FROM entry_results WHERE entry_results.entry = entries.id)`,
    })
    .from(entries)
    .innerJoin(versions, eq(versions.version, entries.version))
    .where(
      inArray(
        entries.id,
        rows.map(({ entry }) => entry),
      ),
    );
  return Object.fromEntries(
    read.map(({ id, createdAt, manifest, privacy, gradients, ...counts }) => [
      id,
      {
        authors: manifest.authors ?? [],
        paper: manifest.paper ?? null,
        stateBytesPerParameter: manifest.stateBytesPerParameter ?? null,
        enteredAt: new Date(createdAt).toISOString(),
        ...counts,
        privacy: privacy === null ? null : (JSON.parse(privacy) as RowDetails["privacy"]),
        ...gradientsOf(gradients),
      },
    ]),
  );
}

/** Of the studies of each workload, as JSON. */
function gradientsOf(studies: string): Pick<RowDetails, "gradients" | "gradientsOver"> {
  const reached = (JSON.parse(studies) as (number | null)[][])
    .map((counts) => median(counts.map((count) => count ?? Number.POSITIVE_INFINITY)))
    .filter(Number.isFinite);
  return { gradients: reached.reduce((sum, one) => sum + one, 0), gradientsOver: reached.length };
}
