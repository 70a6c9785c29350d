import { spawn } from "node:child_process";
import { mkdtemp, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test, vi } from "vitest";
import type { BoardView } from "../../packages/core/schema/api/boards.ts";
import { keepPlatform } from "../platform/keepPlatform.ts";
import { findFreePort, requireFreePort } from "../platform/requireFreePort.ts";
import { watchWorkerd } from "../platform/watchWorkerd.ts";
import { boardTable } from "./boardTable.ts";
import { defaultJobs, readStartOptions } from "./startOptions.ts";
import { claimStateFolder } from "./stateFolder.ts";
import { createTerminal } from "./terminal.ts";
import { ensureTokens, localUser, readTokens } from "./tokens.ts";

const temporary = () => mkdtemp(join(tmpdir(), "steepest-start-"));

test("options have defaults, and each can be set", () => {
  expect(readStartOptions([])).toMatchObject({ port: 8788, fresh: false, plain: false });
  const options = readStartOptions(["--port", "9000", "--jobs", "3", "--fresh", "--quiet", "--no-open"]);
  expect(options).toMatchObject({ port: 9000, jobs: 3, fresh: true, quiet: true });
});

test.each([[["--prot", "1"]], [["--port", "70000"]], [["--jobs", "two"]], [["extra"]]])(
  "%j is refused with the way out",
  (commandLine) => {
    expect(() => readStartOptions(commandLine)).toThrow(
      expect.objectContaining({ solution: expect.stringContaining("npm start -- ") }),
    );
  },
);

test("every trial has a core, and from three cores on the platform has one too", () => {
  expect([1, 2, 3, 16].map(defaultJobs)).toEqual([1, 2, 2, 15]);
});

test("a port that somebody listens on is refused, and another one proposed", async () => {
  const port = await findFreePort();
  await requireFreePort(port);
  const server = createServer().listen(port, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  await expect(requireFreePort(port)).rejects.toMatchObject({ code: "port-in-use" });
  server.close();
});

test("a state folder is held by one process at a time, and a dead one's claim is taken over", async () => {
  const home = await temporary();
  const folder = await claimStateFolder(home, false);
  expect(await readFile(join(home, "start.pid"), "utf8")).toBe(`${process.pid}\n`);
  await folder.release();
  await writeFile(join(home, "start.pid"), `${process.ppid}\n`);
  await expect(claimStateFolder(home, false)).rejects.toMatchObject({ code: "already-running" });
  await writeFile(join(home, "start.pid"), "4194999\n");
  await expect(claimStateFolder(home, false)).resolves.toMatchObject({ state: join(home, "state") });
});

test("what a killed start left behind is ended by the next one, and nothing else", async () => {
  const home = await temporary();
  const idle = () => spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const [own, other] = [idle(), idle()];
  const gone = new Promise((resolve) => own.once("exit", resolve));
  const first = await claimStateFolder(home, false);
  await first.note([own.pid ?? 0]);
  const [noted] = JSON.parse(await readFile(join(home, "processes.json"), "utf8"));
  // A pid that was given to another process since.
  const stranger = { pid: other.pid, started: noted.started === "1" ? "2" : "1" };
  await writeFile(join(home, "processes.json"), JSON.stringify([noted, stranger]));
  const next = await claimStateFolder(home, false);
  expect(next.ended).toEqual([own.pid]);
  await gone;
  expect(other.exitCode ?? other.signalCode).toBeNull();
  expect((await claimStateFolder(home, false)).ended).toEqual([]);
  await writeFile(join(home, "processes.json"), `[{"pid":${other.pid}`);
  expect((await claimStateFolder(home, false)).ended).toEqual([]);
  expect(other.exitCode ?? other.signalCode).toBeNull();
  other.kill("SIGKILL");
});

/** Platforms that are ended by hand. */
function endable() {
  const ends: (() => void)[] = [];
  const said: string[] = [];
  const start = async () => {
    const ended = new Promise<void>((resolve) => ends.push(resolve));
    said.push("start");
    return {
      url: "http://127.0.0.1:1",
      pids: [ends.length],
      ended,
      stop: async () => {
        said.push("stop");
        ends.at(-1)?.();
      },
    };
  };
  return { ends, said, start };
}

test("a platform whose workerd ends is started again, and stopped it stays", async () => {
  const { ends, said, start } = endable();
  const noted: number[] = [];
  const kept = await keepPlatform({ start, onStarted: ([pid]) => void noted.push(pid ?? 0) });
  ends[0]?.();
  await vi.waitFor(() => expect(noted).toEqual([1, 2]));
  expect(kept.pids).toEqual([2]);
  await kept.stop();
  expect(said.filter((word) => word === "start")).toHaveLength(2);
});

test("a platform that keeps ending is an error, one that ends now and then is not", async () => {
  for (const [minutes, lasts] of [
    [1, false],
    [6, true],
  ] as const) {
    const { ends, said, start } = endable();
    let now = 0;
    const kept = await keepPlatform({ start, now: () => now });
    const failed = kept.failed.catch((error: unknown) => error);
    for (let at = 0; at < 3; at++) {
      now += minutes * 60_000;
      ends[at]?.();
      if (lasts || at < 2) await vi.waitFor(() => expect(ends).toHaveLength(at + 2));
    }
    if (!lasts) expect(await failed).toMatchObject({ code: "platform-keeps-ending" });
    await kept.stop();
    expect(said.filter((word) => word === "start")).toHaveLength(lasts ? 4 : 3);
  }
});

test("processes that are started meanwhile are watched by the name of workerd", async () => {
  const folder = await temporary();
  await symlink(process.execPath, join(folder, "workerd"));
  const [child, watched] = await watchWorkerd(async () => {
    spawn(process.execPath, ["-e", "0"]);
    return spawn(join(folder, "workerd"), ["-e", "setInterval(() => {}, 1000)"]);
  });
  expect(watched.pids).toEqual([child.pid]);
  child.kill("SIGKILL");
  await watched.ended;
});

test("--fresh drops the platform's data and tokens, and nothing else", async () => {
  const home = await temporary();
  await claimStateFolder(home, false);
  for (const file of ["state/db", "tokens.json", "calibration.json"]) await writeFile(join(home, file), "x");
  await claimStateFolder(home, true);
  await expect(stat(join(home, "state/db"))).rejects.toThrow("ENOENT");
  await expect(stat(join(home, "tokens.json"))).rejects.toThrow("ENOENT");
  expect(await readFile(join(home, "calibration.json"), "utf8")).toBe("x");
});

test("a state folder that is a file is explained", async () => {
  const home = join(await temporary(), "file");
  await writeFile(home, "");
  await expect(claimStateFolder(home, false)).rejects.toMatchObject({ code: "state-folder" });
});

test("tokens are for their owner's eyes, stay the same, and are made anew where the file is damaged", async () => {
  const file = join(await temporary(), "tokens.json");
  const first = await readTokens(file);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readTokens(file)).toEqual(first);
  await writeFile(file, "{");
  expect((await readTokens(file)).admin).not.toBe(first.admin);
});

test("what is printed for whoever sits here is their own token, and no other's", async () => {
  const made: { user: string; role: string }[] = [];
  const server = createHttpServer(async (request, response) => {
    response.setHeader("content-type", "application/json");
    if (request.method === "POST") {
      const asked = JSON.parse(await text(request)) as { user: string; role: string };
      made.push(asked);
      const token = {
        id: asked.user,
        ...asked,
        name: asked.user,
        scopes: [asked.role],
        token: `stp_${asked.user}`,
      };
      const times = {
        createdAt: "2026-01-01T00:00:00.000Z",
        lastUsedAt: null,
        expiresAt: "2036-01-01T00:00:00.000Z",
      };
      response.writeHead(201).end(JSON.stringify({ ...token, ...times }));
    } else response.end("[]");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const file = join(await temporary(), "tokens.json");
  try {
    const tokens = await ensureTokens(file, url);
    expect(made.map(({ user, role }) => `${user} ${role}`)).toEqual([
      "reference submitter",
      "local-runner runner",
      `${localUser} submitter`,
    ]);
    expect(tokens.own).toBe(`stp_${localUser}`);
    // A second start finds them on file.
    expect(await ensureTokens(file, url)).toEqual(tokens);
    expect(made).toHaveLength(3);
  } finally {
    server.close();
  }
});

test("the board's lines are aligned, with a dash where the target was not reached", () => {
  const row = {
    rank: 1,
    provisional: false,
    score: 0.75,
    scoreInterval: [0.5, 1],
    times: { a: 12.345, b: null },
  };
  const rows = [
    { ...row, submission: "nadamw_self" },
    { ...row, submission: "sgd", provisional: true, scoreInterval: null },
  ];
  const lines = boardTable({ workloads: ["a", "b"], rows } as unknown as BoardView).split("\n");
  expect(lines[1]).toBe("  1  nadamw_self  0.750    0.500–1.000  12.35 s  –");
  expect(lines[2]).toBe("  …  sgd          0.750                 12.35 s  –");
});

test("on a pipe the status is a line only where it is a milestone; quiet prints nothing", () => {
  let written = "";
  const stream = {
    isTTY: false,
    write: (text: string) => (written += text),
  } as unknown as NodeJS.WriteStream;
  const terminal = createTerminal({ stream, plain: false, quiet: false });
  terminal.status("working", false);
  terminal.status("half way", true);
  terminal.line("done");
  createTerminal({ stream, plain: false, quiet: true }).line("unheard");
  expect(written).toBe("half way\ndone\n");
});
