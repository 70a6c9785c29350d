import type { Submission } from "./defineSubmission.ts";

/** What JSON would lose or refuse, as a text in an object that no manifest can hold, so that the host can name it. */
const lost = (what: string) => ({ "not JSON": what });

/** What a submission says of itself, as JSON. */
export function manifestJson(submission: Submission): string {
  const { name, ruleset, hyperparameters, description, authors, paper, stateBytesPerParameter } = submission;
  const given = { name, ruleset, hyperparameters, description, authors, paper, stateBytesPerParameter };
  return JSON.stringify(given, function (this: unknown, _name: string, value: unknown) {
    switch (typeof value) {
      case "number":
        return Number.isFinite(value) ? value : lost(String(value));
      case "bigint":
        return lost(`${value}n`);
      case "undefined":
        return this === given ? value : lost("undefined");
      case "function":
      case "symbol":
        return lost(`a ${typeof value}`);
      default:
        return value;
    }
  });
}
