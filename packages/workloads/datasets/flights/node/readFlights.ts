import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parquetRead } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { packageDirectory } from "../../../node/packageDirectory.ts";

/** The flights of vega-datasets, in its order: by scheduled departure. */
export interface Flights {
  /** Scheduled departure in minutes since the start of 2001, local time. */
  readonly minutes: Int32Array;
  /** At arrival, in minutes. */
  readonly delays: Int32Array;
  /** In miles. */
  readonly distances: Int32Array;
  /** Airports by their rank in the alphabet of codes. */
  readonly origins: Uint16Array;
  readonly destinations: Uint16Array;
  readonly airports: readonly string[];
}

const start2001 = Date.UTC(2001, 0, 1) / 60_000;

export async function readFlights(count: number): Promise<Flights> {
  const path = join(packageDirectory("vega-datasets"), "data/flights-3m.parquet");
  const bytes = await readFile(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  /** Hands every value of a column to `take`, a few hundred thousand rows at a time. */
  const readColumn = (column: string, take: (value: unknown, row: number) => void) =>
    parquetRead({
      file,
      compressors,
      columns: [column],
      rowEnd: count,
      parsers: { timestampFromMicroseconds: (micros) => Number(micros) / 6e7 - start2001 },
      onChunk({ columnData, rowStart }) {
        for (let at = 0; at < columnData.length; at++) take(columnData[at], rowStart + at);
      },
    });
  const numbers = async (column: string) => {
    const values = new Int32Array(count);
    await readColumn(column, (value, row) => {
      values[row] = Number(value);
    });
    return values;
  };
  const codes = async (column: string) => {
    const known = new Map<string, number>();
    const values = new Uint16Array(count);
    await readColumn(column, (value, row) => {
      const code = value as string;
      if (!known.has(code)) known.set(code, known.size);
      values[row] = known.get(code) as number;
    });
    return { values, known: [...known.keys()] };
  };
  const [origins, destinations] = [await codes("origin"), await codes("destination")];
  const airports = [...new Set([...origins.known, ...destinations.known])].sort();
  const ranked = ({ values, known }: typeof origins) => {
    const ranks = known.map((code) => airports.indexOf(code));
    return values.map((value) => ranks[value] as number);
  };
  return {
    minutes: await numbers("date"),
    delays: await numbers("delay"),
    distances: await numbers("distance"),
    origins: ranked(origins),
    destinations: ranked(destinations),
    airports,
  };
}
