import { apiOptions, connect } from "../cli/apiOptions.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { formatSeconds } from "../terminal/formats.ts";
import { printJson } from "../terminal/printJson.ts";
import { renderTable, type TextColumn } from "../terminal/renderTable.ts";

export const ledger = defineCommand({
  meta: { name: "ledger", description: "Say what your entries on a platform have cost" },
  args: { ...apiOptions, ...jsonOption },
  async run({ args, io }) {
    const { client, api } = connect(args, io);
    const { entries, total, more } = await client.ledger();
    if (args.json) {
      io.out(printJson({ entries, total, more }));
      return exitCode.ok;
    }
    if (entries.length === 0) {
      io.out(`You have no entries at ${api}.\n`);
      return exitCode.ok;
    }
    const number = (title: string): TextColumn => ({ title, align: "right" });
    const cost = (row: typeof total): string[] => [
      `${row.records} of ${row.trials}`,
      formatSeconds(row.chargedSeconds),
      String(row.steps),
      row.gradients === null ? "–" : String(row.gradients),
      row.wattHours.toPrecision(2),
    ];
    io.out(
      renderTable(
        [
          ...[{ title: "entered" }, { title: "submission" }, { title: "board" }],
          ...[
            number("trials run"),
            number("charged"),
            number("steps"),
            number("gradients"),
            number("Wh, about"),
          ],
        ],
        [
          ...entries.map((row) => [
            row.createdAt.slice(0, 10),
            `${row.submission} v${row.versionNumber}`,
            row.board,
            ...cost(row),
          ]),
          ["", "all", "", ...cost(total)],
        ],
      ),
    );
    if (more) io.out("Older entries are not listed.\n");
    return exitCode.ok;
  },
});
