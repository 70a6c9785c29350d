import { isGuestModule } from "./guestModules.ts";
import { correctSyntaxAt } from "./source/syntaxError.ts";
import { SubmissionError, type SubmissionErrorCode } from "./submissionError.ts";

/** What QuickJS says of an exception: whatever the guest threw, so nothing of it is sure. */
export interface GuestException {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
}

/** Records keep what a submission throws, so its length is bounded. */
const cut = (text: unknown, most: number): string | null => {
  if (typeof text !== "string") return null;
  return text.length > most ? `${text.slice(0, most)}…` : text;
};

interface Frame {
  readonly file: string;
  readonly line: number;
  readonly column: number | null;
}

const frames = (stack: string): Frame[] =>
  [...stack.matchAll(/(?:\(|at )([^\s()]+?\.(?:ts|js|mjs|json)):(\d+)(?::(\d+))?/g)].map((match) => ({
    file: match[1] as string,
    line: Number(match[2]),
    column: match[3] === undefined ? null : Number(match[3]),
  }));

const kinds: readonly { pattern: RegExp; code: SubmissionErrorCode; solution: string }[] = [
  {
    pattern: /out of memory/i,
    code: "guest-memory",
    solution:
      "The submission's own JavaScript objects passed the memory limit. Keep numbers in trees, and let go of old ones.",
  },
  {
    pattern: /stack overflow|call stack/i,
    code: "guest-stack",
    solution: "A function calls itself without end, or too deep. Use a loop.",
  },
  {
    pattern: /^'?(Date|performance|setTimeout|setInterval)'? is not defined/,
    code: "guest-exception",
    solution: "A submission has no clock and no timers. Charged seconds so far are in ctx.elapsed.",
  },
  {
    pattern: /^'?(fetch|process|require|XMLHttpRequest|WebSocket|Deno|Bun|window|document)'? is not defined/,
    code: "guest-exception",
    solution:
      "A submission has no network, files or host objects; it can only use what ctx and the module steepest give.",
  },
  {
    pattern: /default export is not a submission/,
    code: "not-a-submission",
    solution: "`steepest new` writes a file that shows the form.",
  },
  {
    pattern: /was freed/,
    code: "guest-exception",
    solution: "Keep what you need later in the state that init and update return.",
  },
];

/** An exception that left the guest, with the submission's own file and line. */
export function guestFailure(
  exception: GuestException | string | null,
  during: string,
  entry: string,
): SubmissionError {
  const given =
    typeof exception === "object" && exception !== null ? exception : { message: String(exception) };
  const message = cut(given.message, 2000) ?? "an exception without a message";
  const name = cut(given.name, 100);
  const wholeStack = cut(given.stack, 200_000) ?? "";
  const stack = cut(wholeStack, 8000) ?? "";
  const all = frames(wholeStack);
  const own = all.filter((frame) => !isGuestModule(frame.file));
  const kind = kinds.find(({ pattern }) => pattern.test(message));
  const syntax = name === "SyntaxError" && !kind && during === "loading";
  return new SubmissionError({
    code: syntax ? "syntax-error" : (kind?.code ?? "guest-exception"),
    message: `${name && name !== "Error" ? `${name}: ` : ""}${message}${during === "loading" ? "" : ` (in ${during})`}`,
    solution: syntax
      ? correctSyntaxAt(own[0]?.file ?? entry, own[0])
      : (kind?.solution ?? "Correct the submission at that line; console.log shows values while you look."),
    file: own[0]?.file ?? entry,
    line: own[0]?.line ?? null,
    column: own[0]?.column ?? null,
    // Lines of the module steepest alone tell the author nothing.
    guestStack: all.length > 0 && own.length === 0 ? null : stack.trimEnd() || null,
  });
}
