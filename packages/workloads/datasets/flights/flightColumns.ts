/** What is kept of a flight, in the order of the prepared files. All are known before departure, but for `late`. */
export const columnNames = [
  /** Days since the first of January 2001. */
  "day",
  /** Scheduled departure, minutes since midnight. */
  "minute",
  /** Airports by their rank in the alphabet of codes. */
  "origin",
  "destination",
  /** In miles. */
  "distance",
  /** Scheduled departures from the origin on that day, and in that clock hour of it. */
  "originDay",
  "originHour",
  /** Scheduled departures towards the destination on that day, and in that clock hour of it. */
  "destinationDay",
  "destinationHour",
  /** 1 for a delay of more than 15 minutes. */
  "late",
] as const;

export type FlightColumns = Readonly<Record<(typeof columnNames)[number], Uint16Array>>;

/** A prepared file as its columns: little-endian 16-bit numbers, column after column. */
export function readColumns(bytes: Uint8Array): FlightColumns {
  const values = new Uint16Array(bytes.slice().buffer);
  const count = values.length / columnNames.length;
  return Object.fromEntries(
    columnNames.map((name, at) => [name, values.subarray(at * count, (at + 1) * count)]),
  ) as FlightColumns;
}

/** The bytes of such a file. */
export function writeColumns(columns: FlightColumns): Uint8Array {
  const count = columns.day.length;
  const values = new Uint16Array(count * columnNames.length);
  for (const [at, name] of columnNames.entries()) values.set(columns[name], at * count);
  return new Uint8Array(values.buffer);
}
