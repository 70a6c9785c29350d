import { UserError, type UserErrorParts } from "@steepest/base/userError.ts";

/** The command line cannot be understood: exit code 2 instead of 1. */
export class UsageError extends UserError {
  constructor(parts: UserErrorParts, options?: ErrorOptions) {
    super(parts, options);
    this.name = "UsageError";
  }
}
