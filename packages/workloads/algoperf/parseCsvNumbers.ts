import { UserError } from "@steepest/base/userError.ts";

const [newline, comma, minus, point] = [10, 44, 45, 46];

/**
 * The numbers of a CSV file without header, row after row; an empty field (or `nan`) is NaN. Plain decimals only, as OGB writes them. Works on bytes, since
 * the files of OGB are longer than a string can be.
 */
export function parseCsvNumbers(bytes: Uint8Array, name: string): Float32Array {
  let values = new Float32Array(1024);
  let count = 0;
  let [start, at] = [0, 0];
  const end = bytes.at(-1) === newline ? bytes.length : bytes.length + 1;
  for (; at < end; at++) {
    const byte = bytes[at] ?? newline;
    if (byte !== comma && byte !== newline) continue;
    if (count === values.length) {
      const longer = new Float32Array(2 * count);
      longer.set(values);
      values = longer;
    }
    values[count++] = fieldValue(bytes, start, at, name);
    start = at + 1;
  }
  return values.slice(0, count);
}

function fieldValue(bytes: Uint8Array, start: number, end: number, name: string): number {
  const last = bytes[end - 1] === 13 ? end - 1 : end;
  let [value, scale, sign] = [0, 0, 1];
  for (let at = start; at < last; at++) {
    const byte = bytes[at] as number;
    if (byte === minus && at === start) sign = -1;
    else if (byte === point && scale === 0) scale = 1;
    else if (byte >= 48 && byte <= 57) {
      value = 10 * value + byte - 48;
      scale *= 10;
    } else {
      const field = new TextDecoder().decode(bytes.subarray(start, last));
      if (field.toLowerCase() === "nan") return Number.NaN;
      throw new UserError({
        code: "csv-number",
        what: `${name} holds something else than numbers.`,
        details: `The field \`${field}\` is none.`,
        solution: "Give the files of the dataset as OGB publishes them.",
      });
    }
  }
  if (last === start) return Number.NaN;
  return (sign * value) / Math.max(1, scale);
}
