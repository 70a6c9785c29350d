/** What a submission printed, as far as it fits; the rest is counted. */
export class GuestConsole {
  readonly lines: string[] = [];
  readonly #limit: number;
  readonly #onLine: ((line: string) => void) | undefined;
  #characters = 0;
  #dropped = 0;

  /** `onLine` is handed what is kept, line by line, and once that the rest is not. */
  constructor(limit: number, onLine?: (line: string) => void) {
    this.#limit = limit;
    this.#onLine = onLine;
  }

  add(level: string, line: string): void {
    const cut = line.length > 2000 ? `${line.slice(0, 2000)}…` : line;
    // The line's end counts too: empty lines are not free.
    if (this.#characters + cut.length + 1 > this.#limit) {
      if (this.#dropped === 0) this.#onLine?.(`(more than ${this.#limit} characters: the rest is not shown)`);
      this.#dropped += 1;
      return;
    }
    this.#characters += cut.length + 1;
    const kept = level === "log" ? cut : `${level}: ${cut}`;
    this.lines.push(kept);
    this.#onLine?.(kept);
  }

  /** For a snapshot; `restore` takes it again, and prints nothing. */
  save(): { lines: string[]; characters: number; dropped: number } {
    return { lines: [...this.lines], characters: this.#characters, dropped: this.#dropped };
  }

  restore({ lines, characters, dropped }: ReturnType<GuestConsole["save"]>): void {
    this.lines.splice(0, this.lines.length, ...lines);
    [this.#characters, this.#dropped] = [characters, dropped];
  }

  /** The lines, and how many were too many. */
  all(): string[] {
    return this.#dropped === 0
      ? [...this.lines]
      : [...this.lines, `(${this.#dropped} more lines were dropped)`];
  }
}
