// The whole platform on this machine, at work: npm start   (npm start -- --help says what it takes)
import { hostname } from "node:os";
import { retrying } from "../apps/runner/src/work/retrying.ts";
import { createClient } from "../packages/core/schema/api/client.ts";
import { suite } from "../packages/workloads/catalogue.ts";
import { prepareData } from "../packages/workloads/node/prepareData.ts";
import { buildSite } from "./platform/buildSite.ts";
import { keepPlatform } from "./platform/keepPlatform.ts";
import { requireFreePort } from "./platform/requireFreePort.ts";
import { startPlatform, variablesOf } from "./platform/startPlatform.ts";
import { startRunner } from "./platform/startRunner.ts";
import { homeOf } from "./start/homeOf.ts";
import { enterReference, firstSubmissions, furtherSubmissions } from "./start/referenceSubmissions.ts";
import { reportError } from "./start/reportError.ts";
import { readStartOptions, type StartOptions, startHelp } from "./start/startOptions.ts";
import { claimStateFolder, type StateFolder } from "./start/stateFolder.ts";
import { createTerminal, type Terminal } from "./start/terminal.ts";
import { ensureTokens, localUser, readTokens } from "./start/tokens.ts";
import { watchBoard } from "./start/watchBoard.ts";

const { home } = homeOf(process.env);
const board = "quick.self.cpu-wasm";

/** What is to be undone at the end, last first. */
const undo: (() => Promise<void>)[] = [];

async function cleanUp(): Promise<void> {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
}

async function start(options: StartOptions, terminal: Terminal, stopping: AbortSignal): Promise<void> {
  const folder = await claimStateFolder(home, options.fresh);
  undo.push(folder.release);
  if (folder.ended.length > 0)
    terminal.line(`Ended what an earlier start left behind (process ${folder.ended.join(", ")}).`);
  await requireFreePort(options.port);

  terminal.line("Building the site (only where its sources changed) …");
  await buildSite();
  for (const workload of suite("quick").workloads) {
    terminal.status(`Preparing the data of ${workload} …`, true);
    await prepareData(workload);
  }
  terminal.clear();
  if (stopping.aborted) return;

  const { admin } = await readTokens(folder.tokensFile);
  const platform = await keepPlatform({
    start: () =>
      startPlatform({
        port: options.port,
        state: folder.state,
        adminToken: admin,
        variables: variablesOf(process.env),
      }),
    onStarted: folder.note,
    onEnded: () =>
      terminal.line("Something ended the platform's workerd: it is started again, with its data."),
  });
  undo.push(platform.stop);
  await Promise.race([
    serve(options, terminal, stopping, folder, { admin, url: platform.url }),
    platform.failed,
  ]);
}

async function serve(
  options: StartOptions,
  terminal: Terminal,
  stopping: AbortSignal,
  folder: StateFolder,
  platform: { readonly admin: string; readonly url: string },
): Promise<void> {
  const { admin } = platform;
  /** The platform may be starting again just now. */
  const patiently = <Result>(call: () => Promise<Result>) =>
    retrying(call, { signal: stopping, onFailure: () => {} });
  const tokens = await patiently(() => ensureTokens(folder.tokensFile, platform.url));
  const client = createClient({ baseUrl: platform.url, token: tokens.submitter });
  if (stopping.aborted) return;

  /** Whether all are entered. An operator may have banned who enters them: the platform is there for others, too. */
  async function enter(names: readonly string[]): Promise<boolean> {
    try {
      for (const name of names) await patiently(() => enterReference(client, name, board));
      return true;
    } catch (error) {
      if (stopping.aborted) throw error;
      terminal.clear();
      reportError(error);
      terminal.line("No further reference submissions are entered.");
      return false;
    }
  }

  const areEntered = await enter(firstSubmissions);
  const runner = startRunner({
    api: platform.url,
    token: tokens.runner,
    jobs: options.jobs,
    name: `local-${hostname()}`.slice(0, 80),
    onLine: (line) => terminal.line(line),
  });
  undo.push(() => runner.stop());
  runner.exited.then(() => {
    if (!stopping.aborted) terminal.line("The local runner has ended. Start it again with npm start.");
  });

  // The platform's operator is whoever has started it.
  const asAdmin = createClient({ baseUrl: platform.url, token: admin });
  const { url: signIn } = await patiently(() =>
    asAdmin.createSignInLink({ user: localUser, minutes: 1440, admin: true }),
  );

  process.stdout.write(`\nSteepest runs at ${platform.url}\n`);
  terminal.line(`  signed in         ${signIn}  (as ${localUser}; works once)`);
  terminal.line(`  the board         ${platform.url}/boards/${board}`);
  terminal.line(`  submitter token   ${tokens.own}  (yours)`);
  terminal.line(`  your own          npx steepest submit FILE --api ${platform.url} --token TOKEN`);
  terminal.line(`  runner            ${options.jobs} ${options.jobs === 1 ? "trial" : "trials"} at a time`);
  terminal.line("  stop              Ctrl-C; npm start goes on from there\n");
  const visitor = createClient({ baseUrl: platform.url });
  await patiently(() => watchBoard(visitor, board, terminal, stopping));
  if (!stopping.aborted && areEntered) {
    terminal.line("The other self-tuning reference submissions follow …");
    if (await enter(furtherSubmissions))
      await patiently(() => watchBoard(visitor, board, terminal, stopping));
  }
  terminal.line("Serving until Ctrl-C.");
  if (!stopping.aborted)
    await new Promise((resolve) => stopping.addEventListener("abort", resolve, { once: true }));
}

async function main(): Promise<number> {
  const options = readStartOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(startHelp);
    return 0;
  }
  const terminal = createTerminal({ stream: process.stdout, plain: options.plain, quiet: options.quiet });
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // Once: a terminal's Ctrl-C arrives from it and, again, from the bootstrap script.
    process.on(signal, () => {
      if (stopping.signal.aborted) return;
      terminal.clear();
      terminal.line("Stopping: the runner gives its trials back …");
      stopping.abort();
    });
  }
  try {
    await start(options, terminal, stopping.signal);
    return 0;
  } catch (error) {
    if (stopping.signal.aborted) return 0;
    throw error;
  } finally {
    terminal.clear();
    await cleanUp();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  reportError(error);
  process.exitCode = 1;
}
// workerd's handles would hold the process; everything is written and closed by now.
process.exit();
