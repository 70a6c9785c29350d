import { UserError } from "@steepest/base/userError.ts";
import picocolors from "picocolors";
import { expect, test } from "vitest";
import type { Io } from "./io.ts";
import { reportError } from "./reportError.ts";

function report(error: unknown): { code: number; text: string } {
  let text = "";
  const colors = picocolors.createColors(false);
  const io = {
    err: (more: string) => (text += more),
    errColors: colors,
    command: "npx steepest",
  } as unknown as Io;
  return { code: reportError(error, io, false), text };
}

test("a user error says what, details and how to solve, without a stack", () => {
  const error = new UserError({
    code: "x",
    what: "No egg.",
    details: "The box is empty.",
    solution: "Buy one.",
  });
  expect(report(error)).toEqual({ code: 1, text: "✗ No egg.\n  The box is empty.\n  → Buy one.\n" });
});

test("what it tells to run is what the user called", () => {
  const error = new UserError({ code: "x", what: "No.", solution: "Run `steepest doctor`." });
  expect(report(error).text).toContain("→ Run `npx steepest doctor`.");
});

test("what it quotes cannot act on the terminal", () => {
  const error = new UserError({ code: "x", what: "Said \u001b[2J\u001b[31mthis\u0007.", solution: "None." });
  expect(report(error).text).toBe("✗ Said this.\n  → None.\n");
});

test("a bug shows its stack, how to report it, and exits with 70", () => {
  const { code, text } = report(new TypeError("undefined is not an egg"));
  expect(code).toBe(70);
  expect(text).toContain("TypeError: undefined is not an egg");
  expect(text).toContain("report it");
});
