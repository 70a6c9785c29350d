/** What a submission printed, as far as it fits; the rest is counted. */
export class GuestConsole {
  readonly lines: string[] = [];
  readonly #limit: number;
  readonly #onLine: ((level: string, line: string) => void) | undefined;
  #characters = 0;
  #dropped = 0;

  constructor(limit: number, onLine?: (level: string, line: string) => void) {
    this.#limit = limit;
    this.#onLine = onLine;
  }

  add(level: string, line: string): void {
    const cut = line.length > 2000 ? `${line.slice(0, 2000)}…` : line;
    // The line's end counts too: empty lines are not free.
    if (this.#characters + cut.length + 1 > this.#limit) {
      this.#dropped += 1;
      return;
    }
    this.#characters += cut.length + 1;
    this.lines.push(level === "log" ? cut : `${level}: ${cut}`);
    this.#onLine?.(level, cut);
  }

  /** The lines, and how many were too many. */
  all(): string[] {
    return this.#dropped === 0
      ? [...this.lines]
      : [...this.lines, `(${this.#dropped} more lines were dropped)`];
  }
}
