import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Miniflare } from "miniflare";
import { openReader, type ReaderOptions } from "../../apps/api/reader/node/openReader.ts";
import { variableProblems } from "../../apps/api/settings/readVariable.ts";
import { variables as knownVariables, localSeedSecret } from "../../apps/api/settings/variables.ts";
import { UserError } from "../../packages/base/userError.ts";
import { rotateKeys } from "../../packages/core/receipt/signing.ts";
import { createClient } from "../../packages/core/schema/api/client.ts";
import { serveData } from "../../packages/workloads/node/serveData.ts";
import { migrateLocal } from "./migrateLocal.ts";
import { requireFreePort } from "./requireFreePort.ts";
import { runWorker } from "./runWorker.ts";
import { watchWorkerd } from "./watchWorkerd.ts";

/** The site's built Worker, which serves the API as well. */
export const workerConfig = fileURLToPath(
  new URL("../../apps/site/dist/server/wrangler.json", import.meta.url),
);

/** The API alone, from its sources. */
export const apiConfig = fileURLToPath(new URL("../../apps/api/wrangler.jsonc", import.meta.url));

const preparedData = fileURLToPath(new URL("../../.steepest/data", import.meta.url));

export interface PlatformOptions {
  readonly port: number;
  /** The folder of D1's and R2's data. */
  readonly state: string;
  /** The folder of the workloads' prepared data; by default the one that `npm start` fills. */
  readonly data?: string;
  /** The first admin token: all others are made with it. */
  readonly adminToken: string;
  /** Further variables of the Worker, as the tests set them. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Another Worker's configuration: `apiConfig` where no page is needed. */
  readonly config?: string;
  /** Another main module than the configuration's. */
  readonly entrypoint?: string;
  /** How what strangers send is read. */
  readonly reader?: ReaderOptions;
}

export interface Platform {
  readonly url: string;
  /** Of its workerd. */
  readonly pids: readonly number[];
  /** Resolves when its workerd has ended, by `stop` or otherwise. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const millisecondsToStart = 30_000;

/** Site and API in workerd, as a deployment runs them, over local D1 and R2. Resolves once the API answers. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { config = workerConfig, data = preparedData } = options;
  if (!existsSync(config)) throw new Error(`${config} is missing: build the site first`);
  await requireFreePort(options.port);
  const variables: Record<string, string> = {
    STEEPEST_ADMIN_TOKEN: options.adminToken,
    // Whatever machine this is, it may fill its own board; runners are shown as not checked.
    STEEPEST_HARDWARE_CLASS_CHECK: "off",
    // Nobody shares it with strangers.
    STEEPEST_LIMITS: "off",
    // Known to everybody: every first board is the same one, the one that README shows.
    STEEPEST_SEED_SECRET: localSeedSecret,
    STEEPEST_SIGNING_KEYS: await localSigningKeys(options.state),
    // Its users are on this machine, and so are their webhooks.
    STEEPEST_WEBHOOKS: "any",
    // Its lines would fill the terminal of npm start.
    STEEPEST_LOG: "off",
    ...options.variables,
  };
  refuseWrongVariables(variables);
  const ownListeners = signals.map((signal) => process.listeners(signal));
  const reader = openReader(options.reader);
  const starting = () =>
    runWorker({
      config,
      ...(options.entrypoint === undefined ? {} : { entrypoint: options.entrypoint }),
      port: options.port,
      state: options.state,
      variables,
      services: {
        // What reads strangers' files: processes of this Node instead of a second Worker, which nobody could kill here.
        READER: reader.fetch,
        // What tabs train on, as it was prepared: no need of a copy in R2.
        DATA: serveData(data),
      },
      isTalkative: variables.STEEPEST_LOG === "requests",
    });
  const url = `http://127.0.0.1:${options.port}`;
  const [worker, watched] = await watchWorkerd(async () => {
    const started = await starting();
    const failed = await migrate(started, options.state)
      .then(() => waitForHealth(url))
      .then(
        () => null,
        (error: unknown) => ({ error }),
      );
    return { dispose: () => started.dispose(), failed };
  });
  let stopping: Promise<void> | null = null;
  const stop = () => {
    reader.close();
    stopping ??= worker.dispose();
    return stopping;
  };
  try {
    if (worker.failed !== null) throw worker.failed.error;
    // Miniflare would end the process at once; whoever started the platform stops it, after the runners.
    signals.forEach((signal, place) => {
      for (const listener of process.listeners(signal)) {
        if (!ownListeners[place]?.includes(listener)) process.off(signal, listener);
      }
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, ...watched, stop };
}

/** A platform that would answer 503 is not started. */
function refuseWrongVariables(variables: Readonly<Record<string, string>>): void {
  const wrong = variableProblems(variables);
  if (wrong.length === 0) return;
  throw new UserError({
    code: "misconfigured",
    what: `${wrong.map(({ variable }) => variable).join(", ")}: set to what cannot be.`,
    details: wrong.map(({ message }) => message).join("\n"),
    solution: "Set it right, or leave it unset: docs/deploy.md lists every variable.",
  });
}

/** The variables of the platform that an environment sets, but for the token, which a local platform has of its own. */
export const variablesOf = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      name in knownVariables && name !== "STEEPEST_ADMIN_TOKEN" && value ? [[name, value]] : [],
    ),
  );

/** The keys of this machine's receipts: made at the first start, kept beside the data. */
async function localSigningKeys(state: string): Promise<string> {
  const path = join(state, "signing-keys.json");
  if (!existsSync(path)) {
    mkdirSync(state, { recursive: true });
    writeFileSync(path, JSON.stringify(await rotateKeys([], new Date())), { mode: 0o600 });
  }
  return readFileSync(path, "utf8");
}

async function waitForHealth(url: string): Promise<void> {
  const client = createClient({ baseUrl: url });
  const deadline = Date.now() + millisecondsToStart;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      await client.health();
      return;
    } catch (error) {
      last = error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new UserError(
    {
      code: "platform-does-not-start",
      what: `The platform did not answer within ${millisecondsToStart / 1000} s.`,
      details: last instanceof Error ? last.message : String(last),
      solution: "Start it afresh, which drops its local data: npm start -- --fresh",
    },
    { cause: last },
  );
}

/** Brings the local D1 up to date. Throws a UserError where it cannot be. */
async function migrate(worker: Miniflare, state: string): Promise<void> {
  try {
    await migrateLocal(await worker.getD1Database("DB"));
  } catch (error) {
    throw new UserError(
      {
        code: "state-damaged",
        what: "The local database cannot be brought up to date.",
        details: error instanceof Error ? error.message : String(error),
        solution: `The data under ${state} may be damaged or of a newer version. Keep a copy if it matters, then start afresh: npm start -- --fresh`,
      },
      { cause: error },
    );
  }
}
