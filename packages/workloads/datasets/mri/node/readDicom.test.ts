import { expect, test } from "vitest";
import { cropSize } from "../cropSize.ts";
import { cutCrops } from "./cutCrops.ts";
import { readDicom } from "./readDicom.ts";

const short = (value: number) => [value & 255, value >> 8];
const characters = (text: string) => Array.from(text, (each) => each.charCodeAt(0));

/** An element in explicit VR little endian. */
const element = (group: number, number: number, representation: string, value: readonly number[]) => [
  ...short(group),
  ...short(number),
  ...characters(representation),
  ...(["OW", "OB", "SQ"].includes(representation)
    ? [0, 0, ...short(value.length), 0, 0]
    : short(value.length)),
  ...value,
];
const file = (...elements: readonly (readonly number[])[]) =>
  Uint8Array.from([...new Array(128).fill(0), ...characters("DICM"), ...elements.flat()]);

const syntax = (uid: string) => element(2, 0x10, "UI", characters(uid));
const explicitLittle = syntax("1.2.840.10008.1.2.1\0");
const size = [element(0x28, 0x10, "US", short(2)), element(0x28, 0x11, "US", short(1))];

test("reads signed pixels of 16 bits, stepping into sequences", () => {
  const inner = element(0x28, 4, "CS", characters("X "));
  // A sequence of unknown length, with its item and delimiters.
  const sequence = [
    ...[8, 0, 0x40, 0x11, ...characters("SQ"), 0, 0, 255, 255, 255, 255],
    ...[0xfe, 0xff, 0, 0xe0, 255, 255, 255, 255, ...inner, 0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0],
    ...[0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0],
  ];
  const pixels = element(0x7fe0, 0x10, "OW", [1, 2, 255, 255]);
  expect(
    readDicom(file(explicitLittle, sequence, ...size, element(0x28, 0x100, "US", short(16)), pixels)),
  ).toEqual({
    rows: 2,
    columns: 1,
    frames: 1,
    values: Int16Array.of(513, -1),
  });
});

test("reads frames of 8 bits", () => {
  const pixels = element(0x7fe0, 0x10, "OB", [1, 2, 3, 4]);
  const frames = element(0x28, 8, "IS", characters("2 "));
  const found = readDicom(
    file(explicitLittle, frames, ...size, element(0x28, 0x100, "US", short(8)), pixels),
  );
  expect(found).toEqual({ rows: 2, columns: 1, frames: 2, values: Uint8Array.of(1, 2, 3, 4) });
});

test("refuses another file, another encoding, and too few pixels", () => {
  expect(() => readDicom(new Uint8Array(200))).toThrow("not a DICOM file");
  const bits = element(0x28, 0x100, "US", short(8));
  const pixels = element(0x7fe0, 0x10, "OB", [1, 2]);
  expect(() => readDicom(file(syntax("1.2.840.10008.1.2.2\0"), ...size, bits, pixels))).toThrow(
    "transfer syntax 1.2.840.10008.1.2.2",
  );
  expect(() => readDicom(file(explicitLittle, ...size, bits, pixels.slice(0, -1)))).toThrow(
    "must hold 2 bytes",
  );
  expect(() => readDicom(file(explicitLittle, ...size, bits))).toThrow("without pixels");
});

test("crops stand at every stride and are not mostly air", () => {
  const columns = 2 * cropSize;
  const values = new Float64Array(cropSize * columns);
  // The right half is bright, the left dark but for one pixel.
  for (let row = 0; row < cropSize; row++) values.fill(100, row * columns + cropSize, (row + 1) * columns);
  values[0] = 100;
  const crops = cutCrops({ rows: cropSize, columns, values }, 32);
  // At 0 nothing but air; at 32 half of it; at 64 all.
  expect(crops.map((crop) => crop.reduce((sum, value) => sum + value, 0) / crop.length)).toEqual([50, 100]);
});
