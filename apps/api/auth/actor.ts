import type { Role } from "@steepest/core/schema/api/tokens.ts";

/** Who makes a request. */
export interface Actor {
  readonly user: string;
  /** What they may do: a token's scopes, or all that a signed-in person may. */
  readonly scopes: readonly Role[];
  /** A session is a person at a browser, who may do what no token may: make tokens of any length, let devices in, delete the account. */
  readonly by: Credential;
}

type Credential =
  | { readonly kind: "session"; readonly person: string }
  | { readonly kind: "token"; readonly id: string | null; readonly expiresAt: number };

export const isAdmin = (actor: Actor): boolean => actor.scopes.includes("admin");
