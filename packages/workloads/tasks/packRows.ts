/**
 * Packs sentences into rows of at most `rowLength` ids of either side: each, in the order given, goes to the first of the last
 * `open` rows that has room, else starts a row. A sentence longer than a row is left out. Rows hold indices into `lengths`.
 */
export function packRows(
  lengths: readonly (readonly [number, number])[],
  order: Iterable<number>,
  rowLength: number,
  open = 16,
): readonly (readonly number[])[] {
  const rows: { readonly members: number[]; sources: number; targets: number }[] = [];
  for (const index of order) {
    const [sources, targets] = lengths[index] as readonly [number, number];
    if (Math.max(sources, targets) > rowLength) continue;
    const fits = (row: { sources: number; targets: number }) =>
      row.sources + sources <= rowLength && row.targets + targets <= rowLength;
    const room = rows.slice(-open).find(fits);
    if (room === undefined) rows.push({ members: [index], sources, targets });
    else {
      room.members.push(index);
      room.sources += sources;
      room.targets += targets;
    }
  }
  return rows.map((row) => row.members);
}
