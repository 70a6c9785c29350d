import { printable } from "@steepest/base/printable.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";
import { apiOptions, connect } from "../cli/apiOptions.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { printJson } from "../terminal/printJson.ts";
import { renderTable, type TextColumn } from "../terminal/renderTable.ts";

export const common = { ...apiOptions, ...jsonOption };
const reasonOption = {
  reason: { type: "string", required: true, valueHint: "text", description: "Why (at least 3 characters)" },
} as const;

/** A list that operators look at: its rows as a table. */
export const listOf = <Row>(
  meta: { readonly name: string; readonly description: string },
  columns: readonly TextColumn[],
  read: (client: Client) => Promise<readonly Row[]>,
  cells: (row: Row) => readonly (string | number | null)[],
) =>
  defineCommand({
    meta,
    args: common,
    async run({ args, io }) {
      const rows = await read(connect(args, io).client);
      io.out(args.json ? printJson(rows) : tableOf(columns, rows.map(cells)));
      return exitCode.ok;
    },
  });

export const tableOf = (
  columns: readonly TextColumn[],
  rows: readonly (readonly (string | number | null)[])[],
): string =>
  rows.length === 0
    ? "none\n"
    : renderTable(
        columns,
        rows.map((row) => row.map((cell) => (cell === null ? "" : printable(String(cell))))),
      );

/** Something that is done to one thing, named first. */
export const actionOn = (
  what: string,
  meta: { readonly name: string; readonly description: string },
  act: (client: Client, id: string) => Promise<unknown>,
) =>
  defineCommand({
    meta,
    args: { id: { type: "positional", required: true, description: what }, ...common },
    async run({ args, io }) {
      await act(connect(args, io).client, args.id);
      io.out(
        args.json ? printJson({ id: args.id, action: meta.name }) : `${meta.name}: ${printable(args.id)}\n`,
      );
      return exitCode.ok;
    },
  });

/** The same, with a reason. */
export const reasonedActionOn = (
  what: string,
  meta: { readonly name: string; readonly description: string },
  act: (client: Client, id: string, reason: string) => Promise<unknown>,
) =>
  defineCommand({
    meta,
    args: { id: { type: "positional", required: true, description: what }, ...reasonOption, ...common },
    async run({ args, io }) {
      await act(connect(args, io).client, args.id, args.reason);
      io.out(
        args.json ? printJson({ id: args.id, action: meta.name }) : `${meta.name}: ${printable(args.id)}\n`,
      );
      return exitCode.ok;
    },
  });

export const right = (title: string): TextColumn => ({ title, align: "right" });
export const left = (...titles: string[]): TextColumn[] => titles.map((title) => ({ title }));
