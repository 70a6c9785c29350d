import { diffArrays } from "diff";

/** A line of two texts laid over each other. Numbers count from 1, null where the line is not in that text. */
export interface DiffLine {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** Beyond so many lines that differ they are shown as removed and added whole: strangers' files may be all line ends, and work grows with their square. */
const mostDifferent = 1500;

/** The lines of two texts with as many kept as can be (Myers 1986, by jsdiff). */
export function diffLines(before: string, after: string): DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  const parts = diffArrays(a, b, { maxEditLength: mostDifferent }) ?? [
    { value: a, removed: true, added: false },
    { value: b, removed: false, added: true },
  ];
  let [i, j] = [0, 0];
  return parts.flatMap(({ value, removed, added }) =>
    value.map(
      (text): DiffLine => ({
        kind: removed ? "removed" : added ? "added" : "same",
        text,
        before: added ? null : ++i,
        after: removed ? null : ++j,
      }),
    ),
  );
}

const linesOf = (text: string): string[] => (text === "" ? [] : text.replace(/\n$/, "").split("\n"));

/** What changed with some lines around it; a number stands for so many unchanged lines that are left out. */
export function diffHunks(lines: readonly DiffLine[], context = 3): (DiffLine | number)[] {
  const near = new Uint8Array(lines.length);
  lines.forEach(({ kind }, at) => {
    if (kind !== "same") near.fill(1, Math.max(0, at - context), at + context + 1);
  });
  const shown: (DiffLine | number)[] = [];
  lines.forEach((line, at) => {
    const last = shown.at(-1);
    if (near[at] === 1) shown.push(line);
    else if (typeof last === "number") shown[shown.length - 1] = last + 1;
    else shown.push(1);
  });
  return shown;
}
