/**
 * The assignment of rows to columns with the largest sum: entry r is the column of row r. Shortest augmenting paths with potentials (Kuhn 1955; Jonker &
 * Volgenant 1987), O(n³). `gains` is [n × n], row by row, finite.
 */
export function largestAssignment(gains: Float64Array, n: number): Int32Array {
  const cost = (row: number, column: number) => -(gains[row * n + column] as number);
  const [rowPrice, columnPrice] = [new Float64Array(n + 1), new Float64Array(n + 1)];
  // Row of each column, counted from 1; column 0 stands for the row that is being placed.
  const rowOf = new Int32Array(n + 1);
  const from = new Int32Array(n + 1);
  for (let row = 1; row <= n; row++) {
    rowOf[0] = row;
    const least = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
    const seen = new Uint8Array(n + 1);
    let column = 0;
    while (rowOf[column] !== 0) {
      seen[column] = 1;
      const placed = rowOf[column] as number;
      let [step, next] = [Number.POSITIVE_INFINITY, 0];
      for (let other = 1; other <= n; other++) {
        if (seen[other]) continue;
        const reduced =
          cost(placed - 1, other - 1) - (rowPrice[placed] as number) - (columnPrice[other] as number);
        if (reduced < (least[other] as number)) {
          least[other] = reduced;
          from[other] = column;
        }
        if ((least[other] as number) < step) [step, next] = [least[other] as number, other];
      }
      for (let other = 0; other <= n; other++) {
        if (seen[other]) {
          const held = rowOf[other] as number;
          rowPrice[held] = (rowPrice[held] as number) + step;
          columnPrice[other] = (columnPrice[other] as number) - step;
        } else least[other] = (least[other] as number) - step;
      }
      column = next;
    }
    while (column !== 0) {
      const before = from[column] as number;
      rowOf[column] = rowOf[before] as number;
      column = before;
    }
  }
  const columnOf = new Int32Array(n);
  for (let column = 1; column <= n; column++) columnOf[(rowOf[column] as number) - 1] = column - 1;
  return columnOf;
}
