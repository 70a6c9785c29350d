import { UserError } from "@steepest/base/userError.ts";
import { seedFor } from "@steepest/core/receipt/seedFor.ts";
import { type ReceiptFault, receiptFault } from "@steepest/core/receipt/signing.ts";
import {
  type PublicKey,
  publicKeysSchema,
  type Receipt,
  type Rounds,
  receiptSchema,
  roundsSchema,
} from "@steepest/core/schema/receipt.ts";
import { anyRecordSchema } from "@steepest/core/schema/record.ts";
import { apiOptions, connectAsVisitor } from "../cli/apiOptions.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import type { Io } from "../cli/io.ts";
import { readJsonFile } from "../files/readJsonFile.ts";
import { replayed, tellReplay } from "../replay/replayed.ts";
import { printJson } from "../terminal/printJson.ts";

const faults: Readonly<Record<ReceiptFault, string>> = {
  "unknown-key": "it is signed with none of the platform's keys",
  "key-not-in-force": "its key had not begun, or had ended, when it says that it was signed",
  "bad-signature": "the signature is not of this statement: one of them was changed",
  "other-record": "the record beside the statement is another than the one that was signed",
};

export const verify = defineCommand({
  meta: {
    name: "verify",
    description: "Check the signed receipt of a record, offline; with --replay run it again",
  },
  args: {
    receipt: { type: "positional", required: true, description: "what GET /v1/trials/ID/receipt answered" },
    keys: {
      type: "string",
      valueHint: "file",
      description: "The platform's keys, as GET /v1/keys answered; else they are fetched",
    },
    rounds: {
      type: "string",
      valueHint: "file",
      description: "Its rounds, as GET /v1/rounds answered: the seed is checked where the round has ended",
    },
    replay: { type: "boolean", description: "Run the record again and compare every number" },
    submission: { type: "string", valueHint: "path", description: "Its source, for --replay" },
    api: apiOptions.api,
    ...jsonOption,
  },
  async run({ args, io }) {
    const receipt = readJsonFile(args.receipt, io.cwd, receiptSchema, "a Steepest receipt");
    const { keys, rounds } = await trusted(args, io);
    const fault = await receiptFault(receipt, keys);
    const seed = seedOf(receipt, rounds);
    const isGood = fault === null && seed !== "other";
    const report =
      isGood && args.replay
        ? await replayed(recordOf(receipt), args.receipt, { submission: args.submission }, io)
        : null;
    if (args.json) {
      io.out(
        printJson({
          valid: isGood,
          fault,
          seed,
          statement: receipt.statement,
          identical: report?.identical ?? null,
          differences: report?.differences ?? [],
        }),
      );
    } else {
      const lines = tell(receipt, fault, seed, io);
      if (report !== null) lines.push(...tellReplay(report, io));
      else if (isGood) lines.push("It does not prove that the record is true: --replay runs it again here.");
      io.out(`${lines.join("\n")}\n`);
    }
    return isGood && (report === null || report.identical) ? exitCode.ok : exitCode.failure;
  },
});

async function trusted(
  args: {
    readonly api?: string | undefined;
    readonly keys?: string | undefined;
    readonly rounds?: string | undefined;
  },
  io: Io,
): Promise<{ readonly keys: readonly PublicKey[]; readonly rounds: Rounds | null }> {
  const rounds =
    args.rounds === undefined ? null : readJsonFile(args.rounds, io.cwd, roundsSchema, "a platform's rounds");
  if (args.keys !== undefined) {
    return { keys: readJsonFile(args.keys, io.cwd, publicKeysSchema, "a platform's keys"), rounds };
  }
  const { client } = connectAsVisitor(args, io);
  const [keys, fetched] = await Promise.all([client.keys(), client.rounds()]);
  return { keys, rounds: rounds ?? fetched };
}

type Seed = "right" | "other" | "round-runs" | "not-drawn";

/** Whether the seed is the one that the round's secret gives, as far as that is known. */
function seedOf({ statement }: Receipt, rounds: Rounds | null): Seed {
  if (statement.seedCommitment === null) return "not-drawn";
  const ended = rounds?.ended.find(({ commitment }) => commitment === statement.seedCommitment);
  if (ended === undefined) return "round-runs";
  return seedFor(ended.secret, statement) === statement.seed ? "right" : "other";
}

const seeds: Readonly<Record<Seed, string>> = {
  right: "Its seed is the one that the round's secret gives this owner and submission.",
  other: "Its seed is NOT the one that the round's secret gives this owner and submission.",
  "round-runs":
    "Whether its seed was drawn can be checked when the round has ended and its secret is published.",
  "not-drawn": "Its seed follows from no commitment.",
};

function tell({ statement, keyId }: Receipt, fault: ReceiptFault | null, seed: Seed, io: Io): string[] {
  const { green, red } = io.outColors;
  if (fault !== null) return [`${red("✗")} not a valid receipt: ${faults[fault]}`];
  const by =
    statement.trust === "verified"
      ? `reported by ${statement.reporter ?? "an unknown user"}, confirmed by an audit of ${statement.auditor ?? "another owner"}`
      : `reported by ${statement.reporter ?? "an unknown user"}, confirmed by nobody when this was signed`;
  return [
    `${green("✓")} signed with the platform's key ${keyId} on ${statement.issuedAt}`,
    `It took this very record for ${statement.submission} (${statement.sourceSha256.slice(0, 12)}) on ${statement.board}: ${statement.trust}, ${by}.`,
    seed === "other" ? red(seeds[seed]) : seeds[seed],
  ];
}

function recordOf({ record }: Receipt) {
  const parsed = anyRecordSchema.safeParse(record);
  if (parsed.success) return parsed.data;
  throw new UserError({
    code: "record-unreadable",
    what: "This version of Steepest cannot read the record of the receipt.",
    solution: "Use the version that made it.",
  });
}
