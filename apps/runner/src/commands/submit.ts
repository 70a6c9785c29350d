import { checkSubmission } from "@steepest/core/harness/checkSubmission.ts";
import { ApiError } from "@steepest/core/schema/api/apiError.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";
import { describeQuote } from "@steepest/core/schema/api/describeQuote.ts";
import { enterVersion } from "@steepest/core/schema/api/enterVersion.ts";
import type { EntryDetail } from "@steepest/core/schema/api/entries.ts";
import type { BoardQuote } from "@steepest/core/schema/api/quotes.ts";
import { uploadVersion } from "@steepest/core/schema/api/uploadVersion.ts";
import { boardIdSchema, formatBoardId, parseBoardId } from "@steepest/core/schema/boardId.ts";
import { requirePassing } from "../check/requirePassing.ts";
import { apiOptions, connect } from "../cli/apiOptions.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import type { Io } from "../cli/io.ts";
import { UsageError } from "../cli/usageError.ts";
import { openTools } from "../openTools.ts";
import { readSubmission } from "../submission/readSubmission.ts";
import { followEntry } from "../submit/followEntry.ts";
import { queueLines } from "../submit/queueLines.ts";
import { printJson } from "../terminal/printJson.ts";

export const submit = defineCommand({
  meta: {
    name: "submit",
    description: "Upload a submission to a platform, enter it on a board, follow its trials",
  },
  args: {
    path: {
      type: "positional",
      required: true,
      description: "the submission: a .ts or .js file, or a folder with an index.ts, external.ts or self.ts",
    },
    ...apiOptions,
    board: {
      type: "string",
      valueHint: "id",
      description: "Default: quick, the submission's ruleset, cpu-wasm",
    },
    private: {
      type: "boolean",
      description: "Show source and results to you alone, until you publish the entry",
    },
    follow: {
      type: "boolean",
      default: true,
      description: "Stay until every trial has ended",
      negativeDescription: "Only enter it",
    },
    "dry-run": {
      type: "boolean",
      description: "Check it, say what an entry would cost, and send nothing",
    },
    ...jsonOption,
  },
  async run({ args, io }) {
    const { client, api } = connect(args, io);
    const asked = boardIdSchema.safeParse(args.board);
    const source = readSubmission(
      args.path,
      io.cwd,
      asked.success ? parseBoardId(asked.data).ruleset : undefined,
    );
    const report = await checkSubmission(source, await openTools());
    const { name, ruleset } = requirePassing(report, args.path, io);
    const board = boardOf(args.board, ruleset);
    const quote = await quoteOf(client, board);
    if (args["dry-run"]) {
      io.out(args.json ? printJson({ submission: name, board, quote }) : quoteText(quote));
      if (!args.json) io.out("Nothing was sent.\n");
      return exitCode.ok;
    }
    io.err(quoteText(quote));
    const { version, isNew } = await uploadVersion(client, source, { isPrivate: args.private === true });
    if (!isNew) io.err("These very files were uploaded before: nothing to upload.\n");
    const entered = await enterVersion(client, {
      version,
      board,
      trust: "verified",
      private: args.private === true,
    });
    if (!entered.isNew) io.err("This version is on the board already: following that entry.\n");
    const entry = await client.entry(entered.id);
    const page = `${api}/entries/${entry.id}`;
    io.err(`${name} is on ${board}: ${page}\n`);
    for (const line of await queueLines(client, entry)) io.err(`${line}\n`);
    const last = args.follow ? await followUntilStopped(client, entry, io) : entry;
    if (last === null) {
      io.err(`No longer following; the entry goes on: ${page}\n`);
      return exitCode.interrupted;
    }
    if (args.json)
      io.out(printJson({ submission: name, version, board, entry: last.id, status: last.status, page }));
    else
      io.out(`${last.status}: ${last.trials.finished} of ${last.trials.total} trials have ended   ${page}\n`);
    return last.status === "cancelled" ? exitCode.failure : exitCode.ok;
  },
});

/** Null where an older platform cannot tell, or has no such board: entering it says what is wrong then. */
async function quoteOf(client: Client, board: string): Promise<BoardQuote | null> {
  try {
    return await client.quote(board);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

const quoteText = (quote: BoardQuote | null): string =>
  quote === null ? "The platform has no quote for this board.\n" : `${describeQuote(quote).join("\n")}\n`;

function boardOf(written: string | undefined, ruleset: "external" | "self"): string {
  if (written === undefined) return formatBoardId({ suite: "quick", ruleset, hardwareClass: "cpu-wasm" });
  if (boardIdSchema.safeParse(written).success) return written;
  throw new UsageError({
    code: "bad-board",
    what: `"${written}" is no board.`,
    solution: `Give it as suite.ruleset.hardware-class, such as quick.${ruleset}.cpu-wasm.`,
  });
}

async function followUntilStopped(client: Client, entry: EntryDetail, io: Io): Promise<EntryDetail | null> {
  const stop = new AbortController();
  const stopListening = io.onSignal(() => stop.abort());
  try {
    return await followEntry(client, entry, io, stop.signal);
  } finally {
    stopListening();
  }
}
