// How the platform does with one board of very many entries: npm run bench:scale -- --help
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { loadavg } from "node:os";
import { join, resolve } from "node:path";
import { chdir } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createClient } from "../packages/core/schema/api/client.ts";
import { renderSection } from "./bench/benchSection.ts";
import { cycle, enterOne, registerRunners } from "./bench/scale/cycles.ts";
import { fillBoard } from "./bench/scale/fillBoard.ts";
import { measureEmpty } from "./bench/scale/measureEmpty.ts";
import { type Aim, measureCounts, measureMemory, measureSpeed } from "./bench/scale/measures.ts";
import { type AskedOfTrial, monthlyCost } from "./bench/scale/monthlyCost.ts";
import { buildSite } from "./platform/buildSite.ts";
import { databaseFile } from "./platform/localD1.ts";
import { findFreePort } from "./platform/requireFreePort.ts";
import { apiConfig, type Platform, startPlatform } from "./platform/startPlatform.ts";
import { createTerminal } from "./start/terminal.ts";
import { wholeNumber } from "./wholeNumber.ts";

const help = `Fills one board of a local platform with finished entries (27 trials each), then measures what runners and visitors get of it: through the Worker that
npm start runs, and once more through the API's with everything counted that it asks of D1 and R2. What was filled stays for the next run; an interrupted one goes on.

  npm run bench:scale -- [--entries N] [--cycles N] [--state FOLDER] [--only PART] [--statements] [--json]

  --entries N     on the board (default 10000: 270,000 trials, filled once)
  --cycles N      from lease to report, 8 runners (default 540)
  --state FOLDER  the platform's data (default .steepest/bench-scale/N)
  --only PART     counts, speed, memory or empty (cycles of a Worker that only asks of the local D1 and R2)
  --statements    of each route's largest request the statements that read the most rows
  --json          the figures as JSON, nothing else, on standard output
`;

chdir(fileURLToPath(new URL("..", import.meta.url)));
const { values } = parseArgs({
  options: {
    entries: { type: "string", default: "10000" },
    cycles: { type: "string", default: "540" },
    state: { type: "string" },
    only: { type: "string" },
    statements: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}
const entries = wholeNumber("entries", values.entries);
const cycles = wholeNumber("cycles", values.cycles);
const state = resolve(values.state ?? `.steepest/bench-scale/${entries}`);
const board = "standard.self.cpu-wasm";
const adminToken = "stp_the-token-of-the-benchmark";
const runnersAtOnce = 8;
const terminal = createTerminal({ stream: process.stderr, plain: false, quiet: false });

const clientOf =
  (url: string, fetch?: (request: Request) => Promise<Response>) =>
  async (role: "submitter" | "runner", user: string) => {
    const { token } = await createClient({ baseUrl: url, token: adminToken }).createToken({ user, role });
    return createClient({ baseUrl: url, token, ...(fetch === undefined ? {} : { fetch }) });
  };

/** Starts the platform over the data, does something with it, and stops it. */
async function withPlatform<Result>(
  options: { readonly config?: string; readonly entrypoint?: string },
  work: (platform: Platform) => Promise<Result>,
): Promise<Result> {
  const platform = await startPlatform({ port: await findFreePort(), state, adminToken, ...options });
  try {
    return await work(platform);
  } finally {
    await platform.stop();
  }
}

/** The entry that all others are copies of: entered, leased and reported as any is. Which one it is stands in a file. */
async function ensureTemplate(): Promise<string> {
  const noted = join(state, "template");
  if (existsSync(noted)) return readFileSync(noted, "utf8");
  return withPlatform({ config: apiConfig }, async ({ url }) => {
    const submitter = await clientOf(url)("submitter", "bench-submitter");
    const { id } = await enterOne(submitter, board, `bench_template_${Date.now().toString(36)}`);
    const [runner] = await registerRunners(clientOf(url), 2);
    while (runner !== undefined && (await submitter.entry(id)).status !== "complete") await cycle(runner, 1);
    writeFileSync(noted, id);
    return id;
  });
}

async function fill() {
  const template = await ensureTemplate();
  const filled = await fillBoard(databaseFile(state), { board, template, entries }, (done) =>
    terminal.status(`${bar(done / entries)} ${done} of ${entries} entries`, done % 1000 < 250),
  );
  terminal.clear();
  terminal.line(`The board has ${filled.entries} entries, the database ${filled.trials} trials.`);
  return filled;
}

const bar = (share: number): string => {
  const full = Math.min(20, Math.round(20 * share));
  return `${"█".repeat(full)}${"░".repeat(20 - full)}`;
};

/** What a thousand runners cost, by the rows that were counted. */
function renderCost(ofTrial: Omit<AskedOfTrial, "databaseBytes">): string {
  const databaseBytes = statSync(databaseFile(state)).size / filled.trials;
  const fleet = { runners: 1000, trialSeconds: 60, heartbeatSeconds: 15, recordBytes: 20_000 };
  const { trials, lines, dollars, daysToFullDatabase } = monthlyCost({ ...ofTrial, databaseBytes }, fleet);
  const million = (amount: number) =>
    amount >= 1e6 ? `${(amount / 1e6).toFixed(amount >= 1e9 ? 0 : 1)} M` : amount.toFixed(0);
  return renderSection({
    title: "A thousand runners, a month on Cloudflare",
    text: `Runners that are never idle, trials of ${fleet.trialSeconds} s, a heartbeat every ${fleet.heartbeatSeconds} s, records of ${fleet.recordBytes / 1000} kB: ${million(trials)} trials, $${dollars.toFixed(0)}. A trial adds ${databaseBytes.toFixed(0)} bytes to the database, which is full after ${daysToFullDatabase.toFixed(1)} days.`,
    columns: ["", "a month", "included", "$"],
    rows: lines.map((line) => [
      line.what,
      million(line.amount),
      million(line.included),
      line.dollars.toFixed(2),
    ]),
  });
}

await mkdir(state, { recursive: true });
terminal.line(`Filling ${state} …`);
const filled = await fill();
if (values.only === undefined || values.only === "speed") await buildSite();
const asked = {
  board,
  runnersAtOnce,
  cycles,
  clientOf,
  say: (what: string) => terminal.line(`Measuring: ${what} …`),
};
const isOnly = (part: string) => values.only === undefined || values.only === part;
const counts = isOnly("counts")
  ? await withPlatform(
      {
        config: apiConfig,
        entrypoint: fileURLToPath(new URL("bench/scale/countingWorker.ts", import.meta.url)),
      },
      (platform) => measureCounts(platform, asked),
    )
  : null;
const aims: Aim[] = [
  ...(isOnly("memory") ? await measureMemory(databaseFile(state), asked) : []),
  ...(isOnly("empty")
    ? await withPlatform(
        {
          config: apiConfig,
          entrypoint: fileURLToPath(new URL("bench/scale/emptyWorker.ts", import.meta.url)),
        },
        (platform) => measureEmpty(platform, asked),
      )
    : []),
  ...(isOnly("speed") ? await withPlatform({}, (platform) => measureSpeed(platform, asked)) : []),
  ...(counts?.aims ?? []),
];
if (values.statements) {
  for (const route of counts?.routes.routes ?? []) {
    terminal.line(route);
    for (const [rows, text] of counts?.routes.get(route)?.statements ?? [])
      terminal.line(`  ${rows} rows: ${text}`);
  }
}
if (values.json) {
  console.log(JSON.stringify({ ...filled, load: loadavg()[0], figures: aims }, null, 2));
} else {
  if (counts !== null) console.log(`${renderCost(counts.ofTrial)}\n`);
  console.log(
    renderSection({
      title: "One board of very many entries",
      text: `Written by \`npm run bench:scale\`: ${filled.entries} entries, ${filled.trials} trials; load ${loadavg()[0]?.toFixed(1)} at its end, of which the benchmark's own is 2.`,
      columns: ["", "measured", "aim", ""],
      rows: aims.map(({ what, value, unit, aim, isMet }) => [
        what,
        `${value} ${unit}`.trim(),
        aim ?? "",
        isMet === null ? "" : isMet ? "✓" : "missed",
      ]),
    }),
  );
}
process.exit(0);
