import type { BoardChoice } from "@steepest/core/schema/api/boardClient.ts";
import { boardFilterSchema } from "@steepest/core/schema/api/boardFilter.ts";
import { type Measure, measureSchema } from "@steepest/core/schema/measures.ts";
import { askedFields } from "../data/askedFields.ts";
import { type BoardColumn, chosenColumns } from "./boardColumns.ts";
import { mostLines } from "./chosenEntries.ts";

/** What an address asks of a board's page. */
export interface BoardQuestion {
  /** By default the one that rules the class. */
  readonly measure: Measure | undefined;
  readonly scale: "linear" | "log";
  /** From 1. */
  readonly page: number;
  readonly choice: BoardChoice & { readonly sort: string; readonly versions: "latest" | "all" };
  /** Columns more. */
  readonly more: readonly BoardColumn[];
  /** Of the filter what asks for something, as the address has it. */
  readonly given: ReadonlyMap<string, string>;
  /** What means nothing, and filters nothing: `stateTo=much`. */
  readonly ignored: readonly string[];
  /** The address of the same with something else. What is asked stays asked. */
  readonly link: (change: Readonly<Record<string, string>>) => string;
}

export function readBoardQuestion(asked: URLSearchParams): BoardQuestion {
  const measure = measureSchema.safeParse(asked.get("measure")).data;
  const scale = asked.get("scale") === "log" ? "log" : "linear";
  const sort = asked.get("sort") ?? "rank";
  const versions = asked.get("versions") === "all" ? "all" : "latest";
  const more = chosenColumns(asked);
  const { filter, given, ignored } = askedFields(boardFilterSchema, asked);
  return {
    ...{ measure, scale, more, given, ignored },
    page: Number(/^[1-9]\d{0,5}$/.exec(asked.get("page") ?? "")?.[0] ?? 1),
    choice: {
      ...filter,
      ...{ sort, versions, details: more.length > 0 },
    },
    link(change) {
      const query = new URLSearchParams([
        ...(measure === undefined ? [] : [["measure", measure]]),
        ...(scale === "log" ? [["scale", scale]] : []),
        ...given,
        ...(sort === "rank" ? [] : [["sort", sort]]),
        ...(versions === "latest" ? [] : [["versions", versions]]),
        ...more.map((name) => ["col", name]),
        ...asked
          .getAll("entry")
          .slice(0, mostLines)
          .map((entry) => ["entry", entry]),
      ]);
      for (const [name, value] of Object.entries(change)) query.set(name, value);
      return `?${query}`;
    },
  };
}
