import type { Table } from "@steepest/core/schema/table.ts";

/** What stands for no value in the site's tables. */
const isNothing = (text: string): boolean => /^[–—…∞-]?$/.test(text);

/** A number as the site writes it, its thousands grouped or not; null of anything else. */
const numberOf = (text: string): number | null =>
  /^[-−]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?(e[-+]?\d+)?$/i.test(text)
    ? Number(text.replaceAll(",", "").replace("−", "-"))
    : null;

/** A table as it is shown: a column holds numbers where every cell of it that says something is one. Columns of one name are told apart by a number. */
export function tableOfCells(
  name: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): Table {
  const width = Math.max(head.length, ...rows.map((row) => row.length));
  const taken = new Map<string, number>();
  const columns = Array.from({ length: width }, (_, at) => {
    const told = head[at] || `column ${at + 1}`;
    const times = (taken.get(told) ?? 0) + 1;
    taken.set(told, times);
    const cells = rows.map((row) => row[at] ?? "").filter((text) => !isNothing(text));
    const isNumber = cells.length > 0 && cells.every((text) => numberOf(text) !== null);
    return {
      name: times === 1 ? told : `${told} ${times}`,
      type: isNumber ? ("number" as const) : ("text" as const),
    };
  });
  return {
    name,
    columns,
    rows: rows.map((row) =>
      columns.map(({ type }, at) => {
        const text = row[at] ?? "";
        if (type === "number") return numberOf(text);
        return text === "" ? null : text;
      }),
    ),
  };
}
