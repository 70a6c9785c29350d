import { printable } from "@steepest/base/printable.ts";
import {
  type NotificationSettings,
  type NotificationView,
  type NotifiedKind,
  notifiedKinds,
  type SetNotifications,
} from "@steepest/core/schema/api/notifications.ts";
import { apiOptions, connect } from "../cli/apiOptions.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { UsageError } from "../cli/usageError.ts";
import { printJson } from "../terminal/printJson.ts";

export const notifications = defineCommand({
  meta: {
    name: "notifications",
    description: "Be told, by mail or a webhook, when an entry of yours ends, is challenged or void",
  },
  args: {
    of: {
      type: "string",
      valueHint: "kinds",
      description: `What you want to hear of: ${notifiedKinds.join(", ")}, or none`,
    },
    // Off by the same name, as `--no-mail`: left out, it stays as it is.
    mail: { type: "boolean", description: "Mail to your account's address" },
    webhook: {
      type: "string",
      valueHint: "url",
      description: "Call this address (https), or none; its secret is shown once",
    },
    "new-secret": { type: "boolean", description: "Sign the webhook's calls with another secret" },
    test: { type: "boolean", description: "Send a test by each way that is set" },
    ...apiOptions,
    ...jsonOption,
  },
  async run({ args, all, io }) {
    const { client } = connect(args, io);
    const set: SetNotifications = {
      ...(args.of === undefined ? {} : { kinds: kindsOf(all("of")) }),
      ...(args.mail === undefined ? {} : { mail: args.mail }),
      ...(args.webhook === undefined
        ? {}
        : { webhook: args.webhook === "none" ? null : { url: args.webhook } }),
      ...(args["new-secret"] ? { newSecret: true } : {}),
    };
    const settings = await (Object.keys(set).length === 0
      ? client.notifications()
      : client.setNotifications(set));
    if (args.test) await client.testNotifications();
    io.out(args.json ? printJson(settings) : tell(settings, args.test === true));
    return exitCode.ok;
  },
});

function kindsOf(written: readonly string[]): NotifiedKind[] {
  if (written.length === 1 && written[0] === "none") return [];
  return written.map((word) => {
    const found = notifiedKinds.find((kind) => kind === word);
    if (found !== undefined) return found;
    throw new UsageError({
      code: "bad-kind",
      what: `Nobody is told of "${word}".`,
      solution: `Name some of ${notifiedKinds.join(", ")}, or none.`,
    });
  });
}

function tell({ kinds, mail, webhook, secret, latest }: NotificationSettings, tests: boolean): string {
  const ways = [...(mail ? ["mail"] : []), ...(webhook === null ? [] : [printable(webhook.url)])];
  const lines = [
    ways.length === 0 || kinds.length === 0
      ? "You are told of nothing: --mail or --webhook URL changes that."
      : `Of ${kinds.join(", ")}, by ${ways.join(" and ")}.`,
    ...(secret === null ? [] : [`The webhook's secret, shown this once: ${secret}`]),
    ...(tests ? ["A test is on its way: ask again for what became of it."] : []),
    ...latest.map(line),
  ];
  return `${lines.join("\n")}\n`;
}

const line = ({ at, by, kind, entry, state, error, attempts }: NotificationView): string =>
  `${at.slice(0, 16).replace("T", " ")}  ${by.padEnd(7)}  ${kind.padEnd(10)}  ${printable(entry ?? "–")}  ${state}${
    error === null ? "" : ` (${attempts} attempts: ${printable(error)})`
  }`;
