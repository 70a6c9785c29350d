import { UserError } from "@steepest/base/userError.ts";

export type SubmissionErrorCode =
  | "source-invalid"
  | "too-many-constants"
  | "syntax-error"
  | "import-unknown"
  | "not-a-submission"
  | "manifest-invalid"
  | "guest-exception"
  | "guest-memory"
  | "guest-stack"
  | "call-deadline"
  | "host-calls"
  | "tensor-memory"
  | "promise-never-settles"
  | "promise-not-awaited"
  | "result-invalid";

export interface SubmissionErrorParts {
  readonly code: SubmissionErrorCode;
  readonly message: string;
  readonly solution: string;
  readonly file?: string | null;
  readonly line?: number | null;
  readonly column?: number | null;
  /** The guest's stack. */
  readonly guestStack?: string | null;
}

/** What a submission did wrong, with its place in the submission's source where there is one. */
export class SubmissionError extends UserError {
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly guestStack: string | null;

  constructor(parts: SubmissionErrorParts) {
    const place = parts.file ? `${parts.file}${parts.line ? `:${parts.line}` : ""}: ` : "";
    super({
      code: parts.code,
      what: place + parts.message,
      solution: parts.solution,
      ...(parts.guestStack ? { details: parts.guestStack } : {}),
    });
    this.name = "SubmissionError";
    this.file = parts.file ?? null;
    this.line = parts.line ?? null;
    this.column = parts.column ?? null;
    this.guestStack = parts.guestStack ?? null;
  }
}
