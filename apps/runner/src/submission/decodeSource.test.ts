import { expect, test } from "vitest";
import { decodeSource } from "./decodeSource.ts";

const ascii = 'export const a = "some text";\n';
const utf16 = (text: string, bigEndian: boolean) => {
  const bytes = Buffer.from(text, "utf16le");
  return bigEndian ? bytes.swap16() : bytes;
};
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part, "utf8") : Buffer.from(part))),
  );

test.each<readonly [string, Uint8Array, number | null, string]>([
  ["Latin-1", bytes(ascii, "// caf", [0xe9], "\n"), 2, "byte 0xE9 looks like Latin-1"],
  [
    "Latin-1 whose letter is followed by text",
    bytes("\n\n", [0xe9], "t", [0xe9], "\n"),
    3,
    "byte 0xE9 looks like Latin-1",
  ],
  ["Windows-1252", bytes([0x93], "quoted", [0x94]), 1, "byte 0x93 looks like Latin-1"],
  ["UTF-8 that is cut off", bytes(ascii, [0xe2, 0x82]), 2, "byte 0xE2"],
  [
    "half of a surrogate pair",
    bytes("//\n// ", [0xed, 0xa0, 0x80]),
    2,
    "byte 0xED begins half of a surrogate pair",
  ],
  [
    "UTF-16 (LE) with its mark",
    bytes([0xff, 0xfe], [...utf16(ascii, false)]),
    null,
    "UTF-16 (little-endian)",
  ],
  ["UTF-16 (BE) with its mark", bytes([0xfe, 0xff], [...utf16(ascii, true)]), null, "UTF-16 (big-endian)"],
  ["UTF-16 (LE) without", utf16(ascii, false), null, "UTF-16 (little-endian, without byte order mark)"],
  ["UTF-16 (BE) without", utf16(ascii, true), null, "UTF-16 (big-endian, without byte order mark)"],
  ["UTF-32", bytes([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), null, "UTF-32 (little-endian)"],
  ["a gzip archive", bytes([0x1f, 0x8b, 8, 0]), null, "a gzip archive"],
  ["a program", bytes([0x7f], "ELF", [2, 1, 1, 0, 0]), null, "binary data"],
])("%s is named, with the line and how to save the file", (_, content, line, says) => {
  expect(() => decodeSource(content, "mine.ts")).toThrow(
    expect.objectContaining({
      code: "source-invalid",
      file: "mine.ts",
      line,
      message: expect.stringContaining(says),
      solution: expect.stringContaining("UTF-8"),
    }),
  );
});

test.each(["", ascii, "\ufeffa byte order mark stays: a version is its bytes", "\u{1f600} é 最適"])(
  "UTF-8 is read byte for byte: %j",
  (text) => {
    expect(decodeSource(Buffer.from(text, "utf8"), "mine.ts")).toBe(text);
  },
);
