import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { build } from "esbuild";
import { findProgram } from "./findProgram.ts";

/** A browser of one engine each: how it is found, which package has it, and how it opens a page without a window. */
export const browsers = {
  chromium: {
    names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    package: "chromium",
    arguments: (profile: string) => [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
      `--user-data-dir=${profile}`,
    ],
  },
  firefox: {
    names: ["firefox-esr", "firefox"],
    package: "firefox-esr",
    arguments: (profile: string) => ["--headless", "--no-remote", "--profile", profile],
  },
} as const;
export type BrowserName = keyof typeof browsers;

/** The program of a browser; null, with a notice that names its package, where this machine has none. */
export function findBrowser(name: BrowserName): string | null {
  const found = findProgram(browsers[name].names);
  if (found === null)
    console.warn(
      `No ${name} on this machine: what runs in it is not tested (apt-get install ${browsers[name].package}).`,
    );
  return found;
}

export interface PageOptions {
  /** The module that the page runs: it exports `answer`, a function that takes the question and whose promised result is JSON. */
  readonly entry: string;
  readonly question?: unknown;
  /** What else the page can fetch: paths below / and the files on disk that answer. */
  readonly files?: Readonly<Record<string, string>>;
  readonly timeoutSeconds?: number;
}

const page = (script: string) => `<!doctype html><script type="module">
  const post = (path, value) => fetch(path, { method: "POST", body: JSON.stringify(value) });
  try {
    const { answer } = await import(${JSON.stringify(script)});
    await post("/answer", await answer(await (await fetch("/question")).json()));
  } catch (error) {
    await post("/failure", String(error));
  }
</script>`;

/**
 * Opens a page in a browser of its own, with a new profile and without a driver, and returns what the page answers. The browser's
 * processes end and its profile is removed whatever happens.
 */
export async function runInBrowser<Answer>(
  browser: BrowserName,
  { entry, question = null, files = {}, timeoutSeconds = 100 }: PageOptions,
): Promise<Answer> {
  const program = findBrowser(browser);
  if (program === null) throw new Error(`there is no ${browser}`);
  const built = await build({
    entryPoints: [entry],
    ...{ bundle: true, splitting: true, write: false, logLevel: "error" },
    ...{ platform: "browser", format: "esm", outdir: "/" },
  });
  const scripts = new Map<string, string>(built.outputFiles.map((file) => [file.path, file.text]));
  const start = `/${basename(entry).replace(/\.ts$/, ".js")}`;
  const posted = Promise.withResolvers<Answer>();
  const server = createServer(async (request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    const file = files[path];
    const script = scripts.get(path);
    if (path === "/answer") posted.resolve(JSON.parse(await text(request)));
    if (path === "/failure") posted.reject(new Error(`${browser}: ${JSON.parse(await text(request))}`));
    response.setHeader("content-type", typeOf(path, script));
    if (path === "/question") response.end(JSON.stringify(question));
    else if (file !== undefined) response.end(await readFile(file));
    else if (script !== undefined) response.end(script);
    else if (path === "/") response.end(page(start));
    else {
      await buffer(request);
      response.statusCode = path === "/answer" || path === "/failure" ? 204 : 404;
      response.end();
    }
  });
  const profile = await mkdtemp(join(tmpdir(), `steepest-${browser}-`));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const child = spawn(program, [...browsers[browser].arguments(profile), url], {
    stdio: "ignore",
    detached: true,
    env: { ...process.env, HOME: profile },
  });
  child.once("error", posted.reject);
  child.once("exit", (code) => posted.reject(new Error(`${browser} ended with ${code} before it answered`)));
  const timer = setTimeout(
    () => posted.reject(new Error(`${browser} did not answer within ${timeoutSeconds} s`)),
    timeoutSeconds * 1000,
  );
  try {
    return await posted.promise;
  } finally {
    clearTimeout(timer);
    await endGroup(child);
    server.closeAllConnections();
    server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** Ends a browser and the processes that it started, all of one group. */
async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : null;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    // The whole group is gone already.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
  await ended;
}

const typeOf = (path: string, script: string | undefined): string => {
  if (script !== undefined) return "text/javascript";
  if (path.endsWith(".wasm")) return "application/wasm";
  return path === "/" ? "text/html" : "application/json";
};
