/** Pixels of a DICOM file: `frames` images of `rows` × `columns`, one after another. */
export interface DicomPixels {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly values: Uint8Array | Int16Array;
}

/** Explicit VR little endian (DICOM PS3.5, annex A.2), the only encoding read here. */
const explicitLittleEndian = "1.2.840.10008.1.2.1";
/** Value representations whose length is 32 bits, after two unused bytes (PS3.5, section 7.1.2). */
const longRepresentations = new Set([
  "OB",
  "OD",
  "OF",
  "OL",
  "OV",
  "OW",
  "SQ",
  "SV",
  "UC",
  "UN",
  "UR",
  "UT",
  "UV",
]);
const sequenceGroup = 0xfffe;
const unknownLength = 0xffff_ffff;

/** Reads the few elements that a grey image needs. Sequences are stepped into, so that their lengths need not be known. */
export function readDicom(bytes: Uint8Array): DicomPixels {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (text(128, 132) !== "DICM") throw new Error("not a DICOM file: no DICM after the preamble");
  const elements = new Map<number, { start: number; end: number }>();
  let at = 132;
  while (!elements.has(tags.pixels) && at + 8 <= bytes.length) {
    const group = view.getUint16(at, true);
    const tag = group * 2 ** 16 + view.getUint16(at + 2, true);
    if (group === sequenceGroup) {
      at += 8;
      continue;
    }
    const representation = text(at + 4, at + 6);
    const isLong = longRepresentations.has(representation);
    const length = isLong ? view.getUint32(at + 8, true) : view.getUint16(at + 6, true);
    const start = at + (isLong ? 12 : 8);
    const steppedInto = representation === "SQ" || length === unknownLength;
    if (!elements.has(tag)) elements.set(tag, { start, end: start + length });
    at = steppedInto ? start : start + length;
  }

  const find = (tag: keyof typeof tags) => {
    const element = elements.get(tags[tag]);
    if (element === undefined) throw new Error(`a DICOM file without ${tag}`);
    return element;
  };
  const textOf = (tag: keyof typeof tags) => {
    const { start, end } = find(tag);
    return text(start, end).replace(/[\0 ]+$/, "");
  };
  const numberOf = (tag: keyof typeof tags) => view.getUint16(find(tag).start, true);
  const syntax = textOf("transferSyntax");
  if (syntax !== explicitLittleEndian) throw new Error(`a DICOM file of transfer syntax ${syntax}`);
  const rows = numberOf("rows");
  const columns = numberOf("columns");
  const frames = elements.has(tags.frames) ? Number(textOf("frames")) : 1;
  const bits = numberOf("bitsAllocated");
  const count = frames * rows * columns;
  const { start, end } = find("pixels");
  const expected = (count * bits) / 8;
  if (end - start !== expected || end > bytes.length) {
    throw new Error(
      `a DICOM file of ${count} pixels must hold ${expected} bytes of them, not ${end - start}`,
    );
  }
  if (bits === 8) return { rows, columns, frames, values: bytes.slice(start, end) };
  if (bits !== 16) throw new Error(`a DICOM file of ${bits} bits a pixel`);
  const values = Int16Array.from({ length: count }, (_, pixel) => view.getInt16(start + 2 * pixel, true));
  return { rows, columns, frames, values };
}

const tags = {
  transferSyntax: 0x0002_0010,
  frames: 0x0028_0008,
  rows: 0x0028_0010,
  columns: 0x0028_0011,
  bitsAllocated: 0x0028_0100,
  pixels: 0x7fe0_0010,
} as const;
