import { crc32, deflateSync } from "node:zlib";

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** A grey image of 8 bits, row by row, as a PNG file (ISO/IEC 15948). */
export function encodePng(pixels: Uint8Array, width: number, height: number): Uint8Array {
  if (pixels.length !== width * height) {
    throw new Error(`${pixels.length} pixels are not ${width} × ${height}`);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  // Every row begins with its filter: 1, differences to the pixel on the left, which deflates better than the pixels themselves.
  const rows = Buffer.alloc(height * (width + 1));
  for (let row = 0; row < height; row++) {
    const start = row * (width + 1);
    rows[start] = 1;
    for (let column = 0; column < width; column++) {
      const pixel = pixels[row * width + column] as number;
      const left = column === 0 ? 0 : (pixels[row * width + column - 1] as number);
      rows[start + 1 + column] = pixel - left;
    }
  }
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
