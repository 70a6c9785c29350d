import type { Manifest } from "../schema/manifest.ts";
import type { SubmissionSource } from "../schema/sourceFiles.ts";
import type { Rehearsal } from "./rehearse.ts";

export interface RehearsalFinding {
  readonly file: string;
  readonly line: number | null;
  readonly column: null;
  readonly message: string;
  readonly solution: string;
  /** Whether an algorithm may do so on purpose. */
  readonly isWarning: boolean;
}

/** Of the steps that moved, the share that has to go uphill until it is called ascent: chance and a rate that is too large give half. */
const ascentShare = 0.75;
/** A loss that grew so many times over has left what a submission can have meant. */
const ruinousFactor = 10;

/** What a rehearsal that ran through still shows to be wrong. */
export function rehearsalFindings(
  manifest: Manifest,
  { dryRun, largestLoss, uphillSteps, downhillSteps, moved }: Rehearsal,
  source: SubmissionSource,
): RehearsalFinding[] {
  const found: RehearsalFinding[] = [];
  const add = (isWarning: boolean, message: string, solution: string, line: number | null) =>
    found.push({ file: source.entry, line, column: null, message, solution, isWarning });
  const { steps, firstLoss, lastLoss } = dryRun;
  const updates = lineOf(source, "update", "optimizer");
  const isSound = Number.isFinite(lastLoss);
  const rose = !isSound || lastLoss > firstLoss;
  const climbs = uphillSteps >= ascentShare * (uphillSteps + downhillSteps) && uphillSteps > 0;
  const [from, to] = [firstLoss, lastLoss].map((loss) => loss.toPrecision(4));
  if (rose && climbs) {
    add(
      isSound && lastLoss <= ruinousFactor * firstLoss,
      `the loss of a tiny problem rose from ${from} ${isSound ? `to ${to}` : "until it was not finite"}: ${uphillSteps} of ${steps} steps went along the gradient, where it grows`,
      "Is the sign of the update right? What the last transform gives is added to the parameters, so it is to be negative: −η · gradient.",
      updates,
    );
  } else if (!isSound && largestLoss <= ruinousFactor * firstLoss) {
    add(
      false,
      `the training loss was not finite after ${steps} steps of a tiny problem`,
      "Look for a division by zero (an ε that is missing) or a learning rate that is far too large.",
      updates,
    );
  } else if (!isSound || lastLoss > ruinousFactor * firstLoss) {
    // A rate may be too large for this problem and right for a workload, or be one of many points of a space.
    add(
      true,
      `the loss of a tiny problem rose from ${from} ${isSound ? `to ${to}` : "until it was not finite"}`,
      "Is the learning rate far too large at this point of the search space?",
      updates,
    );
  }
  if (!moved) {
    add(
      true,
      `${steps} steps of a tiny problem did not change any parameter`,
      "Are the updates all zero, or `params` given back as they came? A schedule or a mask may have taken everything away.",
      updates,
    );
  } else if (lastLoss === firstLoss) {
    add(
      true,
      `after ${steps} steps of a tiny problem the model to evaluate has the very loss of the first parameters`,
      "Are the updates far too small, or does `prepareForEval` (or an average) not give what has been trained?",
      lineOf(source, "prepareForEval", "optimizer"),
    );
  }
  const stated = manifest.stateBytesPerParameter;
  if (stated !== undefined && Math.abs(stated - dryRun.stateBytesPerParameter) > 0.25 + 0.05 * stated) {
    add(
      false,
      `the manifest states ${stated} bytes of state per parameter, the rehearsal held ${dryRun.stateBytesPerParameter.toFixed(2)}`,
      "Correct `stateBytesPerParameter`, or leave it out.",
      lineOf(source, "stateBytesPerParameter"),
    );
  }
  return found;
}

/** The line of the entry file where a member of the submission is defined, by the first of these names that is: a rehearsal only knows the whole. */
function lineOf({ entry, files }: SubmissionSource, ...names: readonly string[]): number | null {
  const lines = (files[entry] ?? "").split("\n");
  const from = Math.max(
    0,
    lines.findIndex((line) => /\bdefineSubmission\s*\(/.test(line)),
  );
  for (const name of names) {
    const pattern = new RegExp(`^(?:.*[{,])?\\s*(?:async\\s+)?${name}\\s*[(:,]`);
    const at = lines.findIndex((line, index) => index >= from && pattern.test(line));
    if (at !== -1) return at + 1;
  }
  return null;
}
