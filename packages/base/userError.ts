/** What a person reads when something they can change went wrong: what, details, how to solve. */
export interface UserErrorParts {
  /** A stable code, e.g. `unknown-suite`. */
  readonly code: string;
  readonly what: string;
  readonly details?: string;
  readonly solution: string;
}

/** A mistake of the user, as opposed to a bug: shown without a host stack. */
export class UserError extends Error {
  readonly code: string;
  readonly details: string | undefined;
  readonly solution: string;

  constructor(parts: UserErrorParts, options?: ErrorOptions) {
    super(parts.what, options);
    this.name = "UserError";
    this.code = parts.code;
    this.details = parts.details;
    this.solution = parts.solution;
  }
}
