import type { Bindings } from "../bindings.ts";
import type { Database } from "../database/openDatabase.ts";
import { createAuth } from "./createAuth.ts";
import { signInSettings } from "./signInSettings.ts";

/** Who is signed in. */
export interface Person {
  readonly id: string;
  /** Null until they have chosen it. */
  readonly handle: string | null;
  readonly suggestedHandle: string | null;
  /** Null where none is known. */
  readonly email: string | null;
}

/** Requests without this in their cookies are not asked for a session. */
const cookieName = "steepest.session_token=";

/** The person whose session a request's cookie is of, or null. */
export async function readSession(
  database: Database,
  env: Bindings,
  request: Request,
): Promise<Person | null> {
  if (!request.headers.get("cookie")?.includes(cookieName)) return null;
  const settings = signInSettings(env, request.url);
  if (settings === null) return null;
  const found = await createAuth(database, settings).api.getSession({ headers: request.headers });
  if (found === null) return null;
  const { id, handle, suggestedHandle, email } = found.user;
  return {
    id,
    handle: handle ?? null,
    suggestedHandle: suggestedHandle ?? null,
    email: email.endsWith(".invalid") ? null : email,
  };
}
