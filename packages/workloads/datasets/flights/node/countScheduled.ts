/** For every flight how many flights, itself included, have its airport in its period (a day, an hour; numbered from 0). */
export function countScheduled(
  periods: Int32Array,
  airports: Uint16Array,
  airportCount: number,
): Uint16Array {
  const last = periods.reduce((most, period) => Math.max(most, period), 0);
  const counts = new Uint16Array((last + 1) * airportCount);
  const cell = (at: number) => (periods[at] as number) * airportCount + (airports[at] as number);
  for (let at = 0; at < periods.length; at++) counts[cell(at)] = (counts[cell(at)] as number) + 1;
  return airports.map((_, at) => counts[cell(at)] as number);
}
