import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { UserError } from "@steepest/base/userError.ts";
import { repositoryRoot } from "@steepest/workloads/node/repositoryRoot.ts";
import picocolors from "picocolors";
import { z } from "zod";
import { connectAtBest } from "../cli/apiOptions.ts";
import type { Io } from "../cli/io.ts";
import { steepestVersion } from "../steepestVersion.ts";
import { commandTools } from "./commandTools.ts";

const instructions = `Steepest times training algorithms. A submission is one TypeScript file that exports defineSubmission({...}) of the module "steepest".
Read the document "contract" before you write one. Then: check after every change, run on one workload with one study, run on the suite, compare with what you had.`;

/** What a tool is told of the call that it serves. */
interface Call {
  readonly signal: AbortSignal;
  readonly _meta?: { readonly progressToken?: string | number | undefined } | undefined;
  readonly sendNotification: (notification: {
    method: "notifications/progress";
    params: { progressToken: string | number; progress: number; message: string };
  }) => Promise<void>;
}

const answer = (text: string, isError = false): CallToolResult => ({
  content: [{ type: "text", text }],
  ...(isError ? { isError } : {}),
});

/** This program for agents: its commands as tools, the platform's boards and the documents to read. `runCommand` is `runCli`. */
export function createMcpServer(
  io: Io,
  runCommand: (commandLine: readonly string[], io: Io) => Promise<number>,
): McpServer {
  const server = new McpServer({ name: "steepest", version: steepestVersion }, { instructions });
  for (const [name, { title, description, input, isReadOnly, commandLine }] of Object.entries(commandTools)) {
    server.registerTool(
      name,
      { title, description, inputSchema: input, annotations: { readOnlyHint: isReadOnly } },
      (given: unknown, call: Call) => callCommand(commandLine(given as never), call),
    );
  }

  async function callCommand(words: readonly string[], call: Call): Promise<CallToolResult> {
    const written = { out: "", err: "" };
    let lines = 0;
    const plain = picocolors.createColors(false);
    const code = await runCommand(words, {
      ...io,
      ...{ live: null, outColors: plain, errColors: plain },
      out: (text) => {
        written.out += text;
      },
      err: (text) => {
        written.err += text;
        const progressToken = call._meta?.progressToken;
        if (progressToken === undefined || text.trim() === "") return;
        lines += 1;
        const params = { progressToken, progress: lines, message: text.trim() };
        // Whoever has gone needs no progress.
        void call.sendNotification({ method: "notifications/progress", params }).catch(() => {});
      },
      onSignal: (handler) => {
        const stop = () => handler("SIGINT");
        call.signal.addEventListener("abort", stop);
        return () => call.signal.removeEventListener("abort", stop);
      },
    });
    return answer(
      [written.out, code === 0 ? "" : written.err].filter((text) => text !== "").join("\n"),
      code !== 0,
    );
  }

  const { client } = connectAtBest({}, io);
  const readable = { annotations: { readOnlyHint: true } };
  server.registerTool(
    "boards",
    {
      ...readable,
      title: "Boards of the platform",
      description:
        "Every board with its leader; with an id that board: rank, score with interval, times in seconds, `null` where a target was not reached.",
      inputSchema: z.strictObject({ id: z.string().optional(), page: z.int().min(1).optional() }),
    },
    ({ id, page }) => told(() => (id === undefined ? client.boards() : client.board(id, undefined, page))),
  );
  server.registerTool(
    "source",
    {
      ...readable,
      title: "Source of a submission",
      description:
        "What a submission of the platform is, with the source of its latest version: every public one can be read and started from.",
      inputSchema: z.strictObject({ name: z.string() }),
    },
    ({ name }) => told(async () => client.version((await client.submission(name)).latestVersion)),
  );
  server.registerTool(
    "docs",
    {
      ...readable,
      title: "Documents",
      description: `A document as Markdown. "contract" says how a submission is written, "rules" what counts, "scoring" the formulas. Without a name: which there are.`,
      inputSchema: z.strictObject({ name: z.string().optional() }),
    },
    ({ name }) => told(async () => (name === undefined ? documentNames() : readDocument(name))),
  );
  for (const name of documentNames())
    server.registerResource(name, `steepest://docs/${name}`, { mimeType: "text/markdown" }, (uri) => ({
      contents: [{ uri: uri.href, mimeType: "text/markdown", text: readDocument(name) }],
    }));
  return server;
}

/** A mistake of whoever asks is an answer; a bug is none. */
async function told(ask: () => Promise<unknown>): Promise<CallToolResult> {
  try {
    const value = await ask();
    return answer(typeof value === "string" ? value : JSON.stringify(value, null, 1));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return answer(
      [error.message, error.details ?? "", error.solution].filter((text) => text !== "").join("\n"),
      true,
    );
  }
}

const folder = join(repositoryRoot, "docs");

/** Names of the documents that come with this program, `contract` before all others: it says how a submission is written. */
const documentNames = (): string[] => {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .map((name) => name.slice(0, -3));
  return ["contract", ...names.filter((name) => name !== "contract").sort()];
};

/** The text of one of them. Throws a UserError for any other name. */
function readDocument(name: string): string {
  const known = documentNames();
  // Compared with the list: a name is no path.
  if (known.includes(name)) return readFileSync(join(folder, `${name}.md`), "utf8");
  throw new UserError({
    code: "unknown-document",
    what: `There is no document "${name}".`,
    solution: `Take one of ${known.join(", ")}.`,
  });
}
