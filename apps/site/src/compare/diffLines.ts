/** A line of two texts laid over each other. Numbers count from 1, null where the line is not in that text. */
export interface DiffLine {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** Beyond so many pairs of lines what differs is shown as removed and added whole: strangers' files may be all line ends. */
const mostPairs = 4_000_000;

/** The lines of two texts with as many kept as can be (a longest common subsequence). */
export function diffLines(before: string, after: string): DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const same = (i: number, j: number): DiffLine => ({
    kind: "same",
    text: a[i] as string,
    before: i + 1,
    after: j + 1,
  });
  return [
    ...a.slice(0, start).map((_, i) => same(i, i)),
    ...middle(a, b, start, end),
    ...a.slice(a.length - end).map((_, i) => same(a.length - end + i, b.length - end + i)),
  ];
}

const linesOf = (text: string): string[] => (text === "" ? [] : text.replace(/\n$/, "").split("\n"));

function middle(a: readonly string[], b: readonly string[], start: number, end: number): DiffLine[] {
  const [rows, columns] = [a.length - end - start, b.length - end - start];
  const removed = (i: number): DiffLine => ({
    kind: "removed",
    text: a[i] as string,
    before: i + 1,
    after: null,
  });
  const added = (j: number): DiffLine => ({
    kind: "added",
    text: b[j] as string,
    before: null,
    after: j + 1,
  });
  if (rows * columns > mostPairs) {
    return [
      ...Array.from({ length: rows }, (_, i) => removed(start + i)),
      ...Array.from({ length: columns }, (_, j) => added(start + j)),
    ];
  }
  // longest[i · (columns + 1) + j]: of what is left from row i and column j on.
  const width = columns + 1;
  const longest = new Uint16Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      longest[i * width + j] =
        a[start + i] === b[start + j]
          ? (longest[(i + 1) * width + j + 1] as number) + 1
          : Math.max(longest[(i + 1) * width + j] as number, longest[i * width + j + 1] as number);
    }
  }
  const lines: DiffLine[] = [];
  for (let i = 0, j = 0; i < rows || j < columns; ) {
    const [at, to] = [start + i, start + j];
    if (i < rows && j < columns && a[at] === b[to]) {
      lines.push({ kind: "same", text: a[at] as string, before: at + 1, after: to + 1 });
      i++;
      j++;
    } else if (
      j >= columns ||
      (i < rows && (longest[(i + 1) * width + j] as number) >= (longest[i * width + j + 1] as number))
    ) {
      lines.push(removed(at));
      i++;
    } else {
      lines.push(added(to));
      j++;
    }
  }
  return lines;
}

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
