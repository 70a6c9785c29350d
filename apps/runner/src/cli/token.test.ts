import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { repositoryHome } from "../../test/captureIo.ts";
import { loadCommands } from "../commands.ts";
import { commandsWithToken, handedTokenVariable, handToken, hideToken, takeToken } from "./token.ts";

const cli = join(import.meta.dirname, "../../bin/steepest.mjs");

test("the token of every command that takes one is hidden", async () => {
  const takes = Object.entries(await loadCommands()).flatMap(([name, command]) => {
    const parts = "subCommands" in command ? Object.values(command.subCommands) : [command];
    return parts.some(({ args }) => args !== undefined && "token" in args) ? [name] : [];
  });
  expect([...commandsWithToken].sort()).toEqual(takes.sort());
});

test("a token is taken out of command line and environment, and the option goes before the variable", () => {
  const env = { STEEPEST_TOKEN: "one", PATH: "/bin" };
  expect(hideToken(["work", "--once"], env)).toEqual({
    token: "one",
    args: ["work", "--once"],
    env: { PATH: "/bin" },
  });
  for (const words of [["--token", "two"], ["--token=two"]])
    expect(hideToken(["work", ...words, "--once"], env)).toMatchObject({
      token: "two",
      args: ["work", "--once"],
    });
  // Trials of `run` have a parent, too.
  expect(hideToken(["run", "a.ts"], env)).toMatchObject({ env: { PATH: "/bin" } });
});

test("where there is no token nothing is hidden, and mistakes are left for the command to tell", () => {
  for (const args of [
    ["work"],
    ["work", "--token"],
    ["work", "--token", "--once"],
    ["run", "--token", "two"],
  ])
    expect(hideToken(args, {})).toBeNull();
});

test("a token that is handed over can be read by this user only, and once", () => {
  const path = handToken("one");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  expect(takeToken({ [handedTokenVariable]: path, PATH: "/bin" })).toEqual({
    STEEPEST_TOKEN: "one",
    PATH: "/bin",
  });
  expect(existsSync(dirname(path))).toBe(false);
});

const token = "stp_a-token-that-nobody-shall-find";

test.runIf(process.platform === "linux").each([
  ["environment", [], { STEEPEST_TOKEN: token }],
  ["command line", ["--token", token], {}],
])(
  "a token in a running program's %s is in neither of what /proc shows, and is used",
  async (_, words, env) => {
    let shown: string | null = null;
    let authorization: string | undefined;
    const server = createServer((request, response) => {
      authorization = request.headers.authorization;
      const read = (name: string) => readFileSync(`/proc/${child.pid}/${name}`, "latin1");
      shown = read("environ") + read("cmdline");
      response.writeHead(401, { "content-type": "application/json" }).end("{}");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const child = spawn(process.execPath, [cli, "work", "--once", "--api", api, ...words], {
      env: { ...env, STEEPEST_HOME: repositoryHome },
      stdio: "ignore",
    });
    await once(child, "close");
    server.close();
    expect(authorization).toBe(`Bearer ${token}`);
    expect(shown).toContain("STEEPEST_HOME");
    expect(shown).not.toContain(token);
  },
);
