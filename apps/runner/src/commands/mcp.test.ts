import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { starter } from "@steepest/core/submission/starter.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repositoryHome, temporaryFolder } from "../../test/captureIo.ts";

const cwd = temporaryFolder();
const asked: string[] = [];
/** Stands in for a platform. */
const platform = createServer((request, response) => {
  asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? "nobody"}`);
  const isKnown = request.url === "/v1/boards";
  response.setHeader("content-type", isKnown ? "application/json" : "application/problem+json");
  if (isKnown) response.end("[]");
  else
    response.writeHead(404).end(
      JSON.stringify({
        type: "urn:steepest:problem:unknown-board",
        title: "There is no board x.",
        status: 404,
        detail: "",
        solution: "See the list.",
      }),
    );
});
const client = new Client({ name: "test", version: "1" });

beforeAll(async () => {
  await new Promise<void>((resolve) => platform.listen(0, "127.0.0.1", resolve));
  const api = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`;
  writeFileSync(join(cwd, "mine.ts"), starter("mine", "self"));
  writeFileSync(join(cwd, "broken.ts"), "export default 1;\n");
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [
        fileURLToPath(new URL("../../bin/steepest.mjs", import.meta.url)),
        "mcp",
        "--api",
        api,
        "--token",
        "stp_test",
      ],
      cwd,
      env: { PATH: process.env.PATH ?? "", STEEPEST_HOME: repositoryHome },
    }),
  );
});
afterAll(async () => {
  await client.close();
  platform.close();
});

const call = async (name: string, given: Record<string, unknown> = {}, onprogress?: () => void) => {
  const { content, isError } = await client.callTool({ name, arguments: given }, undefined, {
    timeout: 120_000,
    ...(onprogress === undefined ? {} : { onprogress }),
  });
  const [first] = content as { type: string; text: string }[];
  return { text: first?.text ?? "", isError: isError === true };
};

test("an agent finds what it can do, and what only reads is said to", async () => {
  const { tools } = await client.listTools();
  const names = [
    "check",
    "run",
    "compare",
    "submit",
    "quote",
    "entry_status",
    "workloads",
    "boards",
    "source",
    "docs",
  ];
  expect(tools.map(({ name }) => name)).toEqual(names);
  const writing = tools.filter(({ annotations }) => annotations?.readOnlyHint !== true);
  expect(writing.map(({ name }) => name)).toEqual(["run", "submit"]);
  expect(client.getInstructions()).toContain("contract");
});

test("a submission is checked, and what is wrong comes with its way out", async () => {
  const right = await call("check", { path: "mine.ts" });
  expect(JSON.parse(right.text)).toMatchObject({ ok: true, manifest: { name: "mine" } });
  const wrong = await call("check", { path: "./broken.ts" });
  expect(wrong.isError).toBe(true);
  expect(wrong.text).toContain("defineSubmission");
  expect(await call("check", { path: "--help" })).toMatchObject({ isError: true });
});

test("runs are trained with progress, and compared by their folders", async () => {
  let progress = 0;
  writeFileSync(join(cwd, "other.ts"), starter("other", "self").replace("0.003", "0.001"));
  const short = { workloads: ["mnist_mlp"], studies: 1, budget: 0.1, baselines: false, out: "both" };
  const { text, isError } = await call("run", { paths: ["mine.ts", "other.ts"], ...short }, () => {
    progress += 1;
  });
  expect(isError).toBe(false);
  expect(JSON.parse(text)).toMatchObject({ report: join(cwd, "both/report.html") });
  expect(progress).toBeGreaterThan(0);
  const compared = await call("compare", { of: ["both"] });
  expect(JSON.parse(compared.text)).toMatchObject({ workloads: ["mnist_mlp"] });
});

test("boards are the platform's, asked as the user, and a mistake is an answer", async () => {
  expect(await call("boards")).toEqual({ text: "[]", isError: false });
  expect(asked).toContain("GET /v1/boards Bearer stp_test");
  const missing = await call("boards", { id: "x" });
  expect(missing).toEqual({ text: expect.stringContaining("There is no board x."), isError: true });
});

test("documents are read by name, and a name is no path", async () => {
  expect(JSON.parse((await call("docs")).text)).toEqual(expect.arrayContaining(["contract", "rules", "mcp"]));
  const contract = fileURLToPath(new URL("../../../../docs/contract.md", import.meta.url));
  expect((await call("docs", { name: "contract" })).text).toBe(readFileSync(contract, "utf8"));
  expect(await call("docs", { name: "../README" })).toMatchObject({ isError: true });
  const { contents } = await client.readResource({ uri: "steepest://docs/rules" });
  expect(contents[0]).toMatchObject({ mimeType: "text/markdown" });
});

test("what a tool does not take is refused", async () => {
  expect(await call("check", { path: "mine.ts", shell: "rm" })).toMatchObject({ isError: true });
  expect(await call("run", { paths: [] })).toMatchObject({ isError: true });
});
