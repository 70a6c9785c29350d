import type { R2Bucket } from "@cloudflare/workers-types";
import { type Board, formatBoardId } from "@steepest/core/schema/boardId.ts";
import type { Measure } from "@steepest/core/schema/measures.ts";
import { hardwareClass } from "@steepest/workloads/catalogue.ts";
import { and, eq } from "drizzle-orm";
import { boards, boardViews } from "../database/boardTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { boardKey } from "./boardKey.ts";
import type { BoardIndex } from "./encodeBoard.ts";
import { keptText } from "./keptText.ts";
import { makeView, viewFormat } from "./makeView.ts";
import { claimMaking, isView, partsOf, remakeView } from "./remakeView.ts";

/** What a request needs to see a board. */
export interface Viewer {
  readonly database: Database;
  readonly store: R2Bucket;
  /** Goes on with some work when the answer is sent; null where that cannot be done. */
  readonly later: ((work: Promise<unknown>) => void) | null;
}

/** One page of a board as JSON, read when it is asked for: who has the page of this tag needs none. `tag` differs where the page may. */
export interface PageText {
  readonly tag: string;
  json(): Promise<string>;
}

type View = typeof boardViews.$inferSelect;
interface Head extends View {
  /** Of the board now. */
  readonly current: number;
}

/** Boards of fewer cells are scored within some milliseconds: they are made anew at once, and shown as they are. */
const smallBoard = 2000;
/** Larger ones are made anew at most so often that a Worker spends less than a tenth of its time on it (`npm run bench:scale`). */
const restMillisecondsPerCell = 0.3;
const waits = 40;
const waitMilliseconds = 250;

/**
 * A page of a board, scored by what is in the database, in the measure that rules its class unless another is wanted. Of a large board it may be the
 * state of some seconds ago. Throws a 404 problem where it has fewer pages.
 */
export async function viewBoard(
  viewer: Viewer,
  board: Board,
  {
    measure = hardwareClass(board.hardwareClass).measure,
    page = 1,
  }: { readonly measure?: Measure | undefined; readonly page?: number },
  tries = mostTries,
): Promise<PageText> {
  const head = await freshHead(viewer, board, measure);
  if (head === null) return emptyBoard(viewer.database, board, measure, page);
  const offsets = head.offsets ?? [];
  const [start, end] = [offsets[page - 1], offsets[page]];
  if (start === undefined || end === undefined) throw noPage(board, page, offsets.length - 1);
  const object = head.object ?? "";
  const kept = () => keptText(viewer, object, { offset: start, length: end - start });
  const again = (left: number) => viewBoard(viewer, board, { measure, page }, left);
  return { tag: `${object}.${page}`, json: () => orAgain(viewer, head, kept, again, tries) };
}

/** What is kept of a view; where its object was replaced meanwhile, or is lost, the same of the view in its place. */
async function orAgain(
  { database }: Viewer,
  head: Head,
  kept: () => Promise<string | null>,
  again: (tries: number) => Promise<PageText>,
  tries: number,
): Promise<string> {
  const text = await kept();
  if (text !== null) return text;
  if (tries === 0) throw lost(head.board);
  await forget(database, head);
  return (await again(tries - 1)).json();
}

/** The object of a board's pages, with what finds rows in it; null where nobody has entered. */
export async function viewIndex(
  viewer: Viewer,
  board: Board,
  measure: Measure,
): Promise<{ readonly object: string; readonly index: BoardIndex } | null> {
  for (let tries = 0; tries < mostTries; tries++) {
    const head = await freshHead(viewer, board, measure);
    if (head === null) return null;
    const object = head.object ?? "";
    const text = await keptText(viewer, partsOf(object).index);
    if (text !== null) return { object, index: JSON.parse(text) as BoardIndex };
    await forget(viewer.database, head);
  }
  throw lost(formatBoardId(board));
}

/** The study times of a board as JSON, of the same state as its pages. */
export async function viewStudies(
  viewer: Viewer,
  board: Board,
  wanted: Measure | undefined,
  tries = mostTries,
): Promise<PageText> {
  const measure = wanted ?? hardwareClass(board.hardwareClass).measure;
  const head = await freshHead(viewer, board, measure);
  if (head === null) {
    const { studies } = await makeView(viewer.database, board, measure);
    return { tag: `empty.${boardKey(board)}.${measure}.studies`, json: () => Promise.resolve(studies) };
  }
  const { studies } = partsOf(head.object ?? "");
  const again = (left: number) => viewStudies(viewer, board, measure, left);
  return { tag: studies, json: () => orAgain(viewer, head, () => keptText(viewer, studies), again, tries) };
}

/** The object of a view may be replaced between two reads. */
const mostTries = 3;

const lost = (board: string): Error => new Error(`the view of ${board} is lost as soon as it is made`);

/** Lost for another reason than that it was replaced, a view has to be made again. */
async function forget(database: Database, head: Head): Promise<void> {
  heads.delete(`${head.board} ${head.measure}`);
  await database
    .update(boardViews)
    .set({ revision: null })
    .where(and(isView(head), eq(boardViews.object, head.object ?? "")));
}

/** Of large boards, which may be shown as they were: what this isolate has read last, and when. */
const heads = new Map<string, { readonly head: Head; readonly readAt: number }>();
const headMilliseconds = 1000;

/** The latest view that may be shown; null where nobody has entered the board. */
export async function freshHead(viewer: Viewer, board: Board, measure: Measure): Promise<Head | null> {
  const { database } = viewer;
  const name = `${boardKey(board)} ${measure}`;
  const known = heads.get(name);
  if (known !== undefined && Date.now() - known.readAt < headMilliseconds) return known.head;
  for (let waited = 0; waited < waits; waited++) {
    const { current, view } = await readHead(database, board, measure);
    if (current === null) return null;
    const shown =
      view !== null && view.object !== null && view.format === viewFormat ? { ...view, current } : null;
    const now = Date.now();
    heads.delete(name);
    if (shown !== null && !isDue(shown, now)) {
      if (shown.cells >= smallBoard) heads.set(name, { head: shown, readAt: now });
      return shown;
    }
    if (await claimMaking(database, board, measure, now)) {
      const made = remakeView(viewer, board, measure, now, view?.object ?? null);
      if (shown === null || shown.cells < smallBoard || viewer.later === null) await made;
      else {
        viewer.later(made);
        return shown;
      }
    } else if (shown !== null) return shown;
    else await new Promise((resolve) => setTimeout(resolve, waitMilliseconds));
  }
  throw new ApiProblem(
    503,
    "board-being-made",
    {
      title: `The board ${formatBoardId(board)} is being scored for the first time.`,
      detail: "That takes longer than a request may wait.",
      solution: "Ask again in half a minute.",
    },
    { "retry-after": "30" },
  );
}

/** Whether a view is to be made anew: a large board only after a rest, unless it was lost. */
const isDue = ({ revision, current, cells, madeAt }: Head, now: number): boolean =>
  revision === null ||
  (revision !== current && (cells < smallBoard || now >= madeAt + cells * restMillisecondsPerCell));

async function readHead(database: Database, board: Board, measure: Measure) {
  const [found] = await database
    .select({ current: boards.revision, view: boardViews })
    .from(boards)
    .leftJoin(boardViews, and(eq(boardViews.board, boards.id), eq(boardViews.measure, measure)))
    .where(eq(boards.id, boardKey(board)));
  return found ?? { current: null, view: null };
}

async function emptyBoard(
  database: Database,
  board: Board,
  measure: Measure,
  page: number,
): Promise<PageText> {
  if (page > 1) throw noPage(board, page, 1);
  const { bytes } = await makeView(database, board, measure);
  const text = new TextDecoder().decode(bytes);
  return { tag: `empty.${boardKey(board)}.${measure}`, json: () => Promise.resolve(text) };
}

const noPage = (board: Board, page: number, pages: number): ApiProblem =>
  new ApiProblem(404, "unknown-page", {
    title: `The board ${formatBoardId(board)} has no page ${page}.`,
    detail: `It has ${pages}.`,
    solution: "Ask for one of these; `pages` of the first says how many there are.",
  });
