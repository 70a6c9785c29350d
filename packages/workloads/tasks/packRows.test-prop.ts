import fc from "fast-check";
import { expect, test } from "vitest";
import { packRows } from "./packRows.ts";

const rowLength = 12;
const length = fc.integer({ min: 1, max: 14 });
const lengths = fc.array(fc.tuple(length, length), { maxLength: 60 });

test("every sentence that fits is in one row, and no row is too long on either side", () => {
  fc.assert(
    fc.property(lengths, (each) => {
      const rows = packRows(each, each.keys(), rowLength);
      const fits = [...each.keys()].filter((at) => Math.max(...(each[at] as [number, number])) <= rowLength);
      expect(rows.flat().toSorted((a, b) => a - b)).toEqual(fits);
      for (const row of rows) {
        for (const side of [0, 1] as const) {
          const ids = row.reduce((sum, at) => sum + (each[at] as [number, number])[side], 0);
          expect(ids).toBeLessThanOrEqual(rowLength);
        }
      }
    }),
  );
});

test("with as many open rows as there are, no two rows would fit into one of half the length each", () => {
  fc.assert(
    fc.property(lengths, (each) => {
      const rows = packRows(each, each.keys(), rowLength, 100);
      const longest = rows.map((row) =>
        Math.max(
          ...([0, 1] as const).map((side) =>
            row.reduce((sum, at) => sum + (each[at] as [number, number])[side], 0),
          ),
        ),
      );
      expect(longest.filter((ids) => ids <= rowLength / 2).length).toBeLessThanOrEqual(1);
    }),
  );
});
