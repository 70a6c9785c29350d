/** Where `npm start` writes: lines that stay, and on a terminal one status line below them that changes. */
export interface Terminal {
  line(text: string): void;
  /** Replaces the status line; on a pipe prints it where `milestone` says that it is worth a line. */
  status(text: string, milestone: boolean): void;
  clear(): void;
}

export interface TerminalOptions {
  readonly stream: NodeJS.WriteStream;
  readonly plain: boolean;
  readonly quiet: boolean;
}

export function createTerminal({ stream, plain, quiet }: TerminalOptions): Terminal {
  const live = stream.isTTY === true && !plain;
  let shown = "";
  const clear = () => {
    if (live && shown !== "") stream.write("\r\u001b[2K");
    shown = "";
  };
  return {
    clear,
    line(text) {
      if (quiet) return;
      const status = shown;
      clear();
      stream.write(`${text}\n`);
      if (live && status !== "") {
        stream.write(status);
        shown = status;
      }
    },
    status(text, milestone) {
      if (quiet) return;
      if (!live) {
        if (milestone) stream.write(`${text}\n`);
        return;
      }
      clear();
      shown = text.slice(0, Math.max(20, (stream.columns ?? 80) - 1));
      stream.write(shown);
    },
  };
}
