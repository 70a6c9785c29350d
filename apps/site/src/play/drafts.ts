import { type SubmissionSource, submissionSourceSchema } from "@steepest/core/schema/sourceFiles.ts";

/** A text that this browser keeps from visit to visit; where storage is refused (private windows), for as long as the page is open. */
const kept = (key: string) => ({
  read: (): string | null => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  write: (text: string): void => {
    try {
      localStorage.setItem(key, text);
    } catch {
      // Nothing is lost that is on the page.
    }
  },
  remove: (): void => {
    try {
      localStorage.removeItem(key);
    } catch {
      // It was never kept.
    }
  },
});

/** What one was last writing, in the playground and to be submitted, and who one is to the API without signing in. */
export const drafts = {
  play: kept("steepest-play"),
  submit: kept("steepest-draft"),
  token: kept("steepest-token"),
} as const;

/** What was last written in the playground; null where that is nothing, or nothing of ours. */
export function readDraftSource(): SubmissionSource | null {
  const read = submissionSourceSchema.safeParse(parsed(drafts.play.read() ?? "null"));
  return read.success ? read.data : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
