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

/** What one was last writing: in the playground, and to be submitted. */
export const drafts = {
  play: kept("steepest-play"),
  submit: kept("steepest-draft"),
  submitFile: kept("steepest-draft-file"),
} as const;
