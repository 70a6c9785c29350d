/** A table as pandas' `read_csv` sees it: names of columns, and rows of cells as text; a cell that is not there is undefined. */
export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | undefined)[])[];
}

/** The text is no table: pandas' tokenizer refuses it too. */
export class CsvError extends Error {
  override readonly name = "CsvError";
}

/**
 * Reads CSV in the dialect of pandas' `read_csv` with its defaults, by which AlgoPerf reads its logs (the states are those of
 * pandas/_libs/src/parser/tokenizer.c; general parsers differ in what follows a closing quote, in blank lines and in uneven rows):
 * a quote opens a quoted field only at its beginning and doubled stands for itself; line ends are LF, CRLF or CR; blank lines
 * are skipped; a byte order mark is dropped; short rows lack their last cells; where the first row is longer than the header,
 * the surplus leading cells are an index; any longer row is an error. null where there is no header.
 */
export function readCsv(text: string): CsvTable | null {
  const [header, ...lines] = tokenize(text.replace(/^\uFEFF/, ""));
  if (header === undefined) return null;
  const columns = header.cells;
  const index = Math.max(0, (lines[0]?.cells.length ?? 0) - columns.length);
  const longest = columns.length + index;
  const rows = lines.map(({ cells, line }) => {
    if (cells.length > longest) {
      throw new CsvError(`line ${line} has ${cells.length} fields, where ${longest} were expected`);
    }
    return cells.slice(index);
  });
  return { columns, rows };
}

interface CsvLine {
  /** Number of the line it begins on, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

function tokenize(text: string): CsvLine[] {
  const lines: CsvLine[] = [];
  let at = 0;
  let line = 1;
  // What is left of a line that was read is blank, too.
  const blank = /[ \t]*(?:\r\n?|\n|$)/y;
  const unquoted = /[^,\r\n]*/y;
  while (at < text.length) {
    blank.lastIndex = at;
    if (blank.test(text)) {
      at = blank.lastIndex;
      line++;
      continue;
    }
    const begin = line;
    const cells: string[] = [];
    for (;;) {
      let cell = "";
      if (text[at] === '"') {
        const close = closingQuote(text, at);
        if (close === null) throw new CsvError(`the quote on line ${line} is never closed`);
        cell = text.slice(at + 1, close).replaceAll('""', '"');
        line += cell.split(/\r\n?|\n/).length - 1;
        at = close + 1;
      }
      unquoted.lastIndex = at;
      unquoted.test(text);
      cells.push(cell + text.slice(at, unquoted.lastIndex));
      at = unquoted.lastIndex;
      if (text[at] !== ",") break;
      at++;
    }
    lines.push({ line: begin, cells });
  }
  return lines;
}

/** Where the quoted field that opens at `open` closes; null where the text ends before. */
function closingQuote(text: string, open: number): number | null {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return null;
}

/** What pandas reads as a missing value. */
const missing = new Set(
  "|#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null".split(
    "|",
  ),
);
const decimal = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i;
const infinite = /^([+-]?)inf(?:inity)?$/i;

/** A cell's number, ±∞ included; NaN for a missing value; null for text, which pandas would keep as text. */
export function cellNumber(cell: string | undefined): number | null {
  if (cell === undefined || missing.has(cell)) return Number.NaN;
  if (decimal.test(cell)) return Number(cell);
  const sign = infinite.exec(cell)?.[1];
  if (sign === undefined) return null;
  return sign === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
