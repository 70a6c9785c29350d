import type { VoidRequest, VoidView } from "@steepest/core/schema/api/trust.ts";
import { apiOptions, connect } from "../cli/apiOptions.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { UsageError } from "../cli/usageError.ts";
import { printJson } from "../terminal/printJson.ts";

const kinds = ["entry", "record", "runner", "user"] as const satisfies readonly VoidRequest["kind"][];

export const voidCommand = defineCommand({
  meta: {
    name: "void",
    description: "For operators: withdraw an entry, a record, a runner or a user's, with a public reason",
  },
  args: {
    kind: { type: "positional", required: true, description: `${kinds.join(", ")}, or lift` },
    subject: {
      type: "positional",
      required: true,
      description: "id of the entry, trial or runner, a user's name; with lift the void's number",
    },
    reason: { type: "string", valueHint: "text", description: "Why: everybody reads it" },
    ...apiOptions,
    ...jsonOption,
  },
  async run({ args, io }) {
    const { client } = connect(args, io);
    const done = await (args.kind === "lift"
      ? client.liftVoid(numberOf(args.subject))
      : client.void({ kind: kindOf(args.kind), subject: args.subject, reason: reasonOf(args.reason) }));
    io.out(args.json ? printJson(done) : `${tell(done)}\n`);
    return exitCode.ok;
  },
});

const tell = ({ id, kind, subject, liftedAt }: VoidView): string =>
  liftedAt === null
    ? `${kind} ${subject} is void; to lift it: steepest void lift ${id}`
    : `${kind} ${subject} is void no more`;

function kindOf(written: string): VoidRequest["kind"] {
  const found = kinds.find((kind) => kind === written);
  if (found !== undefined) return found;
  throw new UsageError({
    code: "bad-void",
    what: `"${written}" cannot be void.`,
    solution: `Name one of ${kinds.join(", ")}, or lift with the number of a void.`,
  });
}

function numberOf(written: string): number {
  if (/^[1-9]\d*$/.test(written)) return Number(written);
  throw new UsageError({
    code: "bad-void",
    what: `"${written}" is no number of a void.`,
    solution: "GET /v1/voids lists them.",
  });
}

function reasonOf(written: string | undefined): string {
  if (written !== undefined) return written;
  throw new UsageError({
    code: "no-reason",
    what: "A void needs a reason.",
    solution: 'Say it for everybody to read: --reason "…".',
  });
}
