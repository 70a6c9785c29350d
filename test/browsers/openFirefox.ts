import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findBrowser } from "./runInBrowser.ts";

/** Keys that write nothing, as WebDriver names them. */
const keys = { Tab: "\uE004", Enter: "\uE006", Space: " " } as const;

export interface FirefoxPage {
  goto(url: string): Promise<void>;
  /** The value of an expression of the page, as JSON carries it. */
  read<Value>(expression: string): Promise<Value>;
  /** Presses a key on whatever has the focus. */
  press(key: keyof typeof keys): Promise<void>;
  close(): Promise<void>;
}

interface Answer {
  readonly id?: number;
  readonly type: "success" | "error" | "event";
  readonly result?: unknown;
  readonly message?: string;
}

/**
 * A page of Firefox without a window, with a new profile, of a size, driven by WebDriver BiDi (https://w3c.github.io/webdriver-bidi), which Firefox speaks by itself. What is downloaded goes
 * into `downloads`.
 */
export async function openFirefox({
  width,
  height,
  downloads,
}: {
  readonly width: number;
  readonly height: number;
  readonly downloads: string;
}): Promise<FirefoxPage> {
  const program = findBrowser("firefox");
  if (program === null) throw new Error("there is no firefox");
  const profile = await mkdtemp(join(tmpdir(), "steepest-firefox-"));
  const preferences = { "browser.download.folderList": 2, "browser.download.dir": downloads };
  await writeFile(
    join(profile, "user.js"),
    Object.entries(preferences)
      .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
      .join(""),
  );
  const child = spawn(
    program,
    ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"],
    {
      ...{ stdio: ["ignore", "ignore", "pipe"], detached: true },
      env: { ...process.env, HOME: profile },
    },
  );
  const end = async (): Promise<void> => {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : null;
    if (child.pid !== undefined && ended !== null) process.kill(-child.pid, "SIGKILL");
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  try {
    const call = await connect(await addressOf(child.stderr as NodeJS.ReadableStream));
    await call("session.new", { capabilities: {} });
    // The window that comes with the start is never active, and its buttons do not hear the keyboard.
    const { context } = await call<{ context: string }>("browsingContext.create", { type: "window" });
    await call("browsingContext.setViewport", { context, viewport: { width, height } });
    return {
      goto: async (url) => void (await call("browsingContext.navigate", { context, url, wait: "complete" })),
      read: async <Value>(expression: string): Promise<Value> => {
        const { type, result } = await call<{ type: string; result: { value: string } }>("script.evaluate", {
          expression: `JSON.stringify(${expression})`,
          target: { context },
          awaitPromise: true,
        });
        if (type !== "success") throw new Error(`the page threw at ${expression}`);
        return JSON.parse(result.value) as Value;
      },
      press: async (key) => {
        const value = keys[key];
        const actions = [
          { type: "keyDown", value },
          { type: "keyUp", value },
        ];
        await call("input.performActions", {
          context,
          actions: [{ type: "key", id: "keyboard", actions }],
        });
      },
      close: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Where Firefox says that it listens. */
async function addressOf(said: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(said)) {
    const found = /WebDriver BiDi listening on (ws:\S+)/.exec(line)?.[1];
    if (found === undefined) continue;
    said.resume();
    return `${found}/session`;
  }
  throw new Error("firefox ended before it listened");
}

type Call = <Result>(method: string, parameters: object) => Promise<Result>;

async function connect(address: string): Promise<Call> {
  const socket = new WebSocket(address);
  await once(socket, "open");
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  socket.addEventListener("message", ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer;
    const own = waiting.get(answer.id ?? -1);
    waiting.delete(answer.id ?? -1);
    if (answer.type === "error") own?.reject(new Error(answer.message));
    else own?.resolve(answer.result);
  });
  socket.addEventListener("close", () => {
    for (const one of waiting.values()) one.reject(new Error("firefox is gone"));
  });
  let last = 0;
  return async <Result>(method: string, params: object) => {
    const answer = Promise.withResolvers<unknown>();
    last += 1;
    waiting.set(last, answer);
    socket.send(JSON.stringify({ id: last, method, params }));
    return (await answer.promise) as Result;
  };
}
