/** The indices 0 … count − 1 in runs of at most `batchSize`: how an evaluation walks a split. */
export function* splitBatches(count: number, batchSize: number): Generator<Int32Array> {
  for (let start = 0; start < count; start += batchSize) {
    yield Int32Array.from({ length: Math.min(batchSize, count - start) }, (_, at) => start + at);
  }
}
