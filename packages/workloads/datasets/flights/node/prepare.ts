import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { permutation } from "@steepest/base/random/permutation.ts";
import type { PreparedFiles } from "../../../node/preparedFiles.ts";
import { columnNames, type FlightColumns, writeColumns } from "../flightColumns.ts";
import { countScheduled } from "./countScheduled.ts";
import { type Flights, readFlights } from "./readFlights.ts";

const flightCount = 3_000_000;
/** The first half of 2001; the data end within the day after. */
const days = 181;
/** Whole days of each split, and the flights that are drawn from them. */
const splits = {
  train: { days: 145, flights: 480_000 },
  validation: { days: 18, flights: 40_000 },
  test: { days: 18, flights: 40_000 },
};
/** Minutes of delay from which on a flight counts as late. */
const lateAfter = 15;

/** Flights of US domestic airlines in the first half of 2001, split by day: days and flights are drawn by threefry permutation, seed 0. */
export async function prepare(onProgress: (message: string) => void): Promise<PreparedFiles> {
  onProgress("reading 3,000,000 flights (vega-datasets)");
  const flights = await readFlights(flightCount);
  const dayOf = flights.minutes.map((minute) => Math.floor(minute / 1440));
  const columns = columnsOf(flights, dayOf);
  const order = permutation(deriveKey(keyFromSeed(0), "days"), days);
  const files: Record<string, Uint8Array> = {
    "airports.json": new TextEncoder().encode(JSON.stringify(flights.airports)),
  };
  let firstDay = 0;
  for (const [name, split] of Object.entries(splits)) {
    const chosenDays = new Set(order.subarray(firstDay, firstDay + split.days));
    firstDay += split.days;
    const candidates = rowsOf(dayOf, chosenDays);
    const drawn = permutation(deriveKey(keyFromSeed(0), name), candidates.length).subarray(0, split.flights);
    const rows = drawn.map((at) => candidates[at] as number).sort();
    const chosen = Object.fromEntries(
      columnNames.map((column) => [column, Uint16Array.from(rows, (row) => columns[column][row] as number)]),
    ) as FlightColumns;
    files[`${name}.bin`] = writeColumns(chosen);
  }
  return files;
}

/** The flights of some days. */
function rowsOf(dayOf: Int32Array, chosenDays: ReadonlySet<number>): Int32Array {
  const rows = new Int32Array(dayOf.length);
  let count = 0;
  for (let row = 0; row < dayOf.length; row++) {
    if (chosenDays.has(dayOf[row] as number)) rows[count++] = row;
  }
  return rows.subarray(0, count);
}

function columnsOf(flights: Flights, dayOf: Int32Array): FlightColumns {
  const { minutes, origins, destinations, distances, delays, airports } = flights;
  const hourOf = minutes.map((minute) => Math.floor(minute / 60));
  return {
    day: Uint16Array.from(dayOf),
    minute: Uint16Array.from(minutes, (minute) => minute % 1440),
    origin: origins,
    destination: destinations,
    distance: Uint16Array.from(distances),
    originDay: countScheduled(dayOf, origins, airports.length),
    originHour: countScheduled(hourOf, origins, airports.length),
    destinationDay: countScheduled(dayOf, destinations, airports.length),
    destinationHour: countScheduled(hourOf, destinations, airports.length),
    late: Uint16Array.from(delays, (delay) => (delay > lateAfter ? 1 : 0)),
  };
}
