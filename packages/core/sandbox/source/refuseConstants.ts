import { formatAboveLimit } from "@steepest/base/formatBytes.ts";
import { SubmissionError } from "../submissionError.ts";
import { type Bits, type FileContents, measureConstants } from "./measureConstants.ts";

/** Most bytes of constants, over all files. The largest reference submission has 306 bytes of them. */
export const maxConstantBytes = 2 * 1024;

/**
 * Bytes of each part that are code and no data; what is beyond counts as constants, too. They are about twice what any reference submission
 * has, whole methods with their helpers (1,032 of names, 1,250 of program, 308 of layout).
 */
export const freeBytes = { literals: 0, names: 2048, program: 2560, layout: 640 } as const;

const parts = ["literals", "names", "program", "layout"] as const;
const bytes = (bits: number): number => Math.ceil(bits / 8);
const excess = (total: Bits, part: keyof Bits): number => Math.max(0, bytes(total[part]) - freeBytes[part]);

/** What of a submission counts as constants, in bytes: all literals, and names, program and layout beyond what is free. */
export const constantBytes = (total: Bits): number =>
  parts.reduce((sum, part) => sum + excess(total, part), 0);

/** Keeps memorised weights out. Throws SubmissionError `too-many-constants`, which says where most of them are. */
export function refuseConstants(files: ReadonlyMap<string, FileContents>): void {
  const { total, lines } = measureConstants(files);
  const sum = constantBytes(total);
  if (sum <= maxConstantBytes) return;
  const counted = parts.filter((part) => excess(total, part) > 0);
  const ofLine = (line: Bits) => counted.reduce((bits, part) => bits + line[part], 0);
  const [file, most] = [...lines]
    .map(([path, ofFile]) => [path, densest(ofFile.map(ofLine))] as const)
    .reduce((first, second) => (second[1].bits > first[1].bits ? second : first));
  const range = most.from === most.to ? `line ${most.from}` : `lines ${most.from}–${most.to}`;
  throw new SubmissionError({
    code: "too-many-constants",
    message: `the submission's constants, compressed, take ${formatAboveLimit(sum, maxConstantBytes)}: ${counted.map((part) => written(part, total)).join(", ")}; ${bytes(most.bits)} bytes are in ${file}, ${range}`,
    solution:
      "A submission is an algorithm and no store of weights: compute tables from a formula, draw starting values from ctx.rng, and leave out texts, names and code that it can do without.",
    file,
    line: most.from,
  });
}

const written = (part: keyof Bits, total: Bits): string => {
  const said = `${bytes(total[part])} bytes of ${part}`;
  return freeBytes[part] === 0 ? said : `${said} (${freeBytes[part]} are free)`;
};

/** The fewest lines in a row that hold two thirds of all bits, from 1. Two pointers: one step a line. */
function densest(lines: readonly number[]): { from: number; to: number; bits: number } {
  const needed = lines.reduce((sum, bits) => sum + bits, 0) * (2 / 3);
  let best = { from: 1, to: lines.length, bits: 0 };
  let bits = 0;
  let from = 0;
  for (let to = 0; to < lines.length; to++) {
    bits += lines[to] as number;
    while (from < to && bits - (lines[from] as number) >= needed) bits -= lines[from++] as number;
    const isShorter = best.bits === 0 || to - from < best.to - best.from;
    if (bits >= needed && isShorter) best = { from: from + 1, to: to + 1, bits };
  }
  return best;
}
