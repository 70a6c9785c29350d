import { UserError } from "@steepest/base/userError.ts";
import { z } from "zod";
import { fileSystemError } from "../files/fileSystemError.ts";
import { ignoreSignals } from "./ignoreSignals.ts";

/** What a process that was asked answers where what it was asked for cannot be had, for a reason that the user can change. */
export const refusalSchema = z.strictObject({
  ok: z.literal(false),
  error: z.strictObject({ code: z.string(), what: z.string(), details: z.string(), solution: z.string() }),
});

/** The other side of `askProcess`: sends what `answer` resolves to, or the UserError that it throws, and ends the process. */
export async function answerParent(answer: () => Promise<object>): Promise<void> {
  // Nobody waits for the answer any more.
  process.on("disconnect", () => process.exit(0));
  ignoreSignals();
  const message = await answer().then(
    (said) => ({ ok: true, ...said }),
    (thrown) => {
      const error = fileSystemError(thrown) ?? thrown;
      if (!(error instanceof UserError)) throw error;
      const { code, message: what, details = "", solution } = error;
      return { ok: false, error: { code, what, details, solution } };
    },
  );
  process.send?.(message, () => process.exit(0));
}
