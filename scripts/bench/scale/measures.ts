import { readFileSync } from "node:fs";
import { cpuMilliseconds } from "../../../apps/api/reader/node/cpuMilliseconds.ts";
import { createClient } from "../../../packages/core/schema/api/client.ts";
import { median } from "../../../packages/core/score/median.ts";
import type { Platform } from "../../platform/startPlatform.ts";
import { AskedByRoute, type AskedRows, laterPath, none, plus } from "./askedOf.ts";
import { type ClientOf, cycle, cycleRate, enterTrials, registerRunners } from "./cycles.ts";
import { heapOfBoard } from "./heapOfBoard.ts";
import type { AskedOfTrial } from "./monthlyCost.ts";
import { weighPage } from "./weighPage.ts";

/** One figure, and what is aimed at. */
export interface Aim {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly aim: string | null;
  readonly isMet: boolean | null;
}

interface Wanted {
  readonly board: string;
  readonly runnersAtOnce: number;
  readonly cycles: number;
  readonly clientOf: (url: string, fetch?: (request: Request) => Promise<Response>) => ClientOf;
  readonly say: (what: string) => void;
}

const atMost = (what: string, value: number, unit: string, most: number): Aim => ({
  what,
  value: rounded(value),
  unit,
  aim: `≤ ${most}`,
  isMet: value <= most,
});
const atLeast = (what: string, value: number, unit: string, least: number): Aim => ({
  what,
  value: rounded(value),
  unit,
  aim: `≥ ${least}`,
  isMet: value >= least,
});
export const plain = (what: string, value: number, unit: string): Aim => ({
  what,
  value: rounded(value),
  unit,
  aim: null,
  isMet: null,
});
const rounded = (value: number) => (value >= 20 ? Math.round(value) : Math.round(10 * value) / 10);

/** Milliseconds and bytes of one answer. */
async function timed(url: string, headers: Record<string, string> = {}) {
  const started = performance.now();
  const answer = await fetch(url, { headers });
  const { byteLength } = await answer.arrayBuffer();
  if (!answer.ok && answer.status !== 304) throw new Error(`${url} answered ${answer.status}`);
  return { milliseconds: performance.now() - started, bytes: byteLength, etag: answer.headers.get("etag") };
}

async function medianOf(url: string, times = 15) {
  const all = [];
  for (let time = 0; time < times; time++) all.push(await timed(url));
  return { milliseconds: median(all.map(({ milliseconds }) => milliseconds)), bytes: all[0]?.bytes ?? 0 };
}

/** CPU milliseconds that the platform's processes have used so far: site, API, and the local D1 and R2. It does not hang on what else the machine does. */
export const cpuOf = ({ pids }: Platform): number =>
  pids.reduce((sum, pid) => sum + (cpuMilliseconds(pid) ?? 0), 0);

/** Requests a second of a page with so many at once. */
async function requestRate(url: string, atOnce: number, milliseconds: number): Promise<number> {
  const started = performance.now();
  let count = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (performance.now() - started < milliseconds) {
        await timed(url);
        count++;
      }
    }),
  );
  return count / ((performance.now() - started) / 1000);
}

export async function measureMemory(file: string, { board, say }: Wanted): Promise<Aim[]> {
  say("the heap that scoring the board takes");
  const base = await heapOfBoard({ file, board: board.replace("self", "external") });
  const whole = await heapOfBoard({ file, board });
  return [atMost(`heap of a cold board above that of an empty one (${base} MiB)`, whole - base, "MiB", 40)];
}

/** Of all the platform's processes, in MiB: local D1 and R2 are among them. */
const residentMebibytes = ({ pids }: Platform): number =>
  pids.reduce((sum, pid) => {
    const [, kibibytes = "0"] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return sum + Number(kibibytes) / 1024;
  }, 0);

export async function measureSpeed(platform: Platform, wanted: Wanted): Promise<Aim[]> {
  const { board, cycles, runnersAtOnce, clientOf, say } = wanted;
  const { url } = platform;
  const figures: Aim[] = [];
  const json = `${url}/v1/boards/${board}`;
  say("the board");
  const residentBefore = residentMebibytes(platform);
  const cold = await timed(json);
  const resident = residentMebibytes(platform) - residentBefore;
  const warm = await medianOf(json);
  const { etag } = await timed(json);
  const known: number[] = [];
  for (let time = 0; time < 15; time++)
    known.push((await timed(json, { "if-none-match": etag ?? "" })).milliseconds);
  const pageUrl = `${url}/boards/${board}`;
  const page = await medianOf(pageUrl, 5);
  const weight = await weighPage(pageUrl);
  const pageSeconds = 5;
  const cpuBefore = cpuOf(platform);
  const pageRate = await requestRate(pageUrl, 8, 1000 * pageSeconds);
  const pageCpu = (cpuOf(platform) - cpuBefore) / (pageSeconds * pageRate);
  figures.push(
    plain("board JSON, never scored before", cold.milliseconds, "ms"),
    atMost("board JSON", warm.milliseconds, "ms", 100),
    plain("board JSON, known (304)", median(known), "ms"),
    plain("board JSON", warm.bytes / 1000, "kB"),
    plain("resident memory of workerd, local D1 included, more after the cold board", resident, "MiB"),
    ...(weight === null
      ? []
      : [atMost("board page with all that it brings, compressed", weight / 1000, "kB", 150)]),
    plain("board page alone, not compressed", page.bytes / 1000, "kB"),
    plain("board page", page.milliseconds, "ms"),
    atLeast("board page, 8 at once", pageRate, "requests/s", 50),
    plain("board page, the platform's CPU for each", pageCpu, "ms"),
    plain(
      "entries of the board, a page of 200",
      (await medianOf(`${url}/v1/entries?board=${board}&limit=200`, 5)).milliseconds,
      "ms",
    ),
    plain("boards, all", (await medianOf(`${url}/v1/boards`, 5)).milliseconds, "ms"),
  );
  say("an export's first part");
  const part = await timed(`${url}/v1/export?board=${board}`);
  figures.push(
    plain("export, one part", part.milliseconds, "ms"),
    plain("export, one part", part.bytes / 1e6, "MB"),
  );
  say(`${cycles} cycles from lease to report`);
  const submitter = await clientOf(url)("submitter", "bench-submitter");
  await enterTrials(submitter, board, 2 * cycles + cycles / 5);
  const runners = await registerRunners(clientOf(url), runnersAtOnce);
  for (const [what, heartbeats] of [
    ["lease, report", 0],
    ["lease, heartbeat, report", 1],
  ] as const) {
    const before = cpuOf(platform);
    const rate = await cycleRate(runners, cycles, heartbeats);
    const name = `${what}: ${runnersAtOnce} runners`;
    figures.push(
      heartbeats === 0 ? atLeast(name, rate, "cycles/s", 100) : plain(name, rate, "cycles/s"),
      plain(`${what}: the platform's CPU for each`, (cpuOf(platform) - before) / cycles, "ms"),
    );
  }
  figures.push(plain("board JSON, just after them", (await timed(json)).milliseconds, "ms"));
  return figures;
}

/** Rows and calls by route, and what was asked after answers, for one trial reported. */
export async function measureCounts(
  platform: Platform,
  { board, clientOf, say }: Wanted,
): Promise<{
  readonly aims: Aim[];
  readonly routes: AskedByRoute;
  readonly ofTrial: Omit<AskedOfTrial, "databaseBytes">;
}> {
  const { url } = platform;
  say("rows");
  const routes = new AskedByRoute();
  const counted = clientOf(url, routes.fetch);
  const submitter = await clientOf(url)("submitter", "bench-submitter");
  const runners = await registerRunners(counted, 2);
  const [runner, other] = runners;
  if (runner === undefined || other === undefined) throw new Error("there are no runners");
  // The last trial of an entry sets what is audited.
  await enterTrials(submitter, board, 54);
  const before = cpuOf(platform);
  while (await cycle(runner, 1));
  while (await cycle(other, 1));
  const spent = cpuOf(platform) - before;
  // Follow-ups of the board are gathered: those that are due now are done when somebody asks next.
  const later = async () => (await (await fetch(`${url}${laterPath}`)).json()) as AskedRows;
  const reports = routes.get("POST leases/record")?.requests ?? 1;
  const afterReports = plus(none, await later(), 1 / reports);
  const visitor = createClient({ baseUrl: url, fetch: routes.fetch });
  await visitor.board(board);
  await visitor.board(board);
  await visitor.entries({ board });
  await visitor.board(board, undefined, 1, { find: "seeded_0001" });
  for (const path of ["export"]) await routes.fetch(new Request(`${url}/v1/${path}?board=${board}`));
  const rows = (name: string, route: string, most: number | null): Aim[] => {
    const asked = routes.get(route);
    if (asked === null) return [];
    const what = `rows read by ${name}, at most (mean ${rounded(asked.mean.rowsRead)}; ${rounded(asked.mean.calls)} calls)`;
    return [
      most === null ? plain(what, asked.most.rowsRead, "") : atMost(what, asked.most.rowsRead, "", most),
    ];
  };
  const aims = [
    ...rows("a lease", "POST leases", 50),
    ...rows("a heartbeat", "POST leases/heartbeat", 50),
    ...rows("a report", "POST leases/record", null),
    plain("rows read after answers, for each report", afterReports.rowsRead, ""),
    plain(
      "rows written by a trial with one heartbeat, its indexes' among them",
      ["POST leases", "POST leases/heartbeat", "POST leases/record"].reduce(
        (sum, route) => sum + (routes.get(route)?.mean.rowsWritten ?? 0),
        afterReports.rowsWritten,
      ),
      "",
    ),
    ...rows("the board's JSON", "GET boards", null),
    ...rows("a page of entries", "GET entries", null),
    ...rows("a part of an export", "GET export", null),
  ];
  const meanOf = (route: string): AskedRows => routes.get(route)?.mean ?? none;
  return {
    aims,
    routes,
    ofTrial: {
      lease: meanOf("POST leases"),
      heartbeat: meanOf("POST leases/heartbeat"),
      report: meanOf("POST leases/record"),
      after: afterReports,
      cpuMilliseconds: spent / reports,
    },
  };
}
