import type { SubmissionError } from "@steepest/core/sandbox/submissionError.ts";
import type { Refusal } from "./reading.ts";

/** A submission's mistake as data, without the guest's stack. */
export function refusalOf({ code, message, solution, file, line, column }: SubmissionError): Refusal {
  const place = [file, line, column].filter((part) => part !== null && part !== undefined).join(":");
  return { code, message, solution, place: place === "" ? null : place };
}
