import { stripVTControlCharacters } from "node:util";
import { createLogUpdate } from "log-update";
import type { Io } from "../cli/io.ts";

/** Lines that stay, with a block below them that is redrawn in place. */
export interface LiveDisplay {
  /** Writes a line that stays. */
  line(text: string): void;
  /** Replaces the block. Where there is no terminal it does nothing: a log gets the lines only. */
  block(lines: () => readonly string[]): void;
  /** Takes the block away. */
  close(): void;
}

const redrawPeriodMilliseconds = 120;

/** A line that wraps would make the block jump: it is cut instead (and loses its colours, which might be cut through). */
function fitted(line: string, width: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length < width ? line : plain.slice(0, width - 1);
}

export function createLiveDisplay(io: Io): LiveDisplay {
  if (io.live === null) return { line: (text) => io.err(`${text}\n`), block: () => {}, close: () => {} };
  const stream = io.live;
  const update = createLogUpdate(stream, { showCursor: true });
  let lastDrawn = 0;
  let latest: (() => readonly string[]) | null = null;
  let pending: NodeJS.Timeout | null = null;
  const draw = () => {
    lastDrawn = performance.now();
    const width = stream.columns || 80;
    if (latest !== null)
      update(
        latest()
          .map((line) => fitted(line, width))
          .join("\n"),
      );
  };
  return {
    line(text) {
      update.clear();
      io.err(`${text}\n`);
      draw();
    },
    block(lines) {
      latest = lines;
      if (pending !== null) return;
      const wait = Math.max(0, redrawPeriodMilliseconds - (performance.now() - lastDrawn));
      pending = setTimeout(() => {
        pending = null;
        draw();
      }, wait);
    },
    close() {
      if (pending !== null) clearTimeout(pending);
      [latest, pending] = [null, null];
      update.clear();
      update.done();
    },
  };
}
