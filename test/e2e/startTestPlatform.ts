import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ReaderOptions } from "../../apps/api/reader/node/openReader.ts";
import { type Client, createClient } from "../../packages/core/schema/api/client.ts";
import { buildSite } from "../../scripts/platform/buildSite.ts";
import { findFreePort } from "../../scripts/platform/requireFreePort.ts";
import { startPlatform } from "../../scripts/platform/startPlatform.ts";
import { type RunnerProcess, startRunner } from "../../scripts/platform/startRunner.ts";
import { ensureTokens, readTokens } from "../../scripts/start/tokens.ts";

/** The unlisted suite of one trial that these tests enter. */
export const smokeBoard = "smoke.self.cpu-wasm";

/** Twice a runner's heartbeat and a bit: short enough to wait for, long enough not to run out under load. */
export const leaseSeconds = 15;

export interface TestPlatform {
  readonly url: string;
  /** As a submitter. */
  readonly client: Client;
  readonly admin: Client;
  readonly submitterToken: string;
  readonly adminToken: string;
  /** What every runner has printed. */
  readonly runnerLines: string[];
  startRunner(name: string, words?: readonly string[]): RunnerProcess;
  /** Stops site and API and starts them again on the same data and port. */
  restart(): Promise<void>;
  /** Ends runners and platform, and removes their data. */
  stop(): Promise<void>;
}

/** The real platform on data of its own: workerd on a free port, as `npm start` runs it. */
export async function startTestPlatform(
  reader: ReaderOptions = {},
  variables: (url: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<TestPlatform> {
  await buildSite();
  const home = await mkdtemp(join(tmpdir(), "steepest-e2e-"));
  const state = join(home, "state");
  await mkdir(state);
  // Prepared data are the same bits everywhere: no need to build them for each test.
  const data = fileURLToPath(new URL("../../.steepest/data", import.meta.url));
  await mkdir(data, { recursive: true });
  await symlink(data, join(home, "data"));
  const tokensFile = join(home, "tokens.json");
  const { admin } = await readTokens(tokensFile);
  const port = await findFreePort();
  const boot = () =>
    startPlatform({
      port,
      state,
      adminToken: admin,
      reader,
      variables: {
        STEEPEST_LEASE_SECONDS: String(leaseSeconds),
        ...variables(`http://127.0.0.1:${port}`),
      },
    });
  let platform = await boot();
  const { url } = platform;
  const tokens = await ensureTokens(tokensFile, url);
  const runners: RunnerProcess[] = [];
  const runnerLines: string[] = [];
  return {
    url,
    client: createClient({ baseUrl: url, token: tokens.submitter }),
    admin: createClient({ baseUrl: url, token: tokens.admin }),
    submitterToken: tokens.submitter,
    adminToken: admin,
    runnerLines,
    startRunner(name, words = []) {
      const onLine = (line: string) => runnerLines.push(`${name}: ${line}`);
      const runner = startRunner({ api: url, token: tokens.runner, jobs: 1, name, words, home, onLine });
      runners.push(runner);
      return runner;
    },
    async restart() {
      await platform.stop();
      platform = await boot();
    },
    async stop() {
      await Promise.all(runners.map((runner) => runner.stop()));
      await platform.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
