import type { Role } from "@steepest/core/schema/api/tokens.ts";

/** Who makes a request. */
export interface Actor {
  readonly user: string;
  readonly role: Role;
}
