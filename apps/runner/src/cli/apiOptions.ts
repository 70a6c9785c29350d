import { readFileSync } from "node:fs";
import { type Client, createClient } from "@steepest/core/schema/api/client.ts";
import { credentialOf } from "./credentials.ts";
import type { Io } from "./io.ts";
import { tokenFileVariable } from "./token.ts";
import { UsageError } from "./usageError.ts";

export const defaultApi = "http://127.0.0.1:8788";

/** `--api` and `--token`, as every command takes them that talks to a platform. */
export const apiOptions = {
  api: {
    type: "string",
    valueHint: "url",
    description: `The platform; or STEEPEST_API (default ${defaultApi})`,
  },
  token: { type: "string", valueHint: "token", description: "Who you are to it; or STEEPEST_TOKEN" },
} as const;

export interface Connection {
  readonly client: Client;
  /** Without a trailing slash. */
  readonly api: string;
}

/** The platform that a command talks to, without a trailing slash. */
export function apiOrigin(given: string | undefined, io: Pick<Io, "env">): string {
  const written = given ?? (io.env.STEEPEST_API || defaultApi);
  const url = URL.canParse(written) ? new URL(written) : null;
  if (url !== null && /^https?:$/.test(url.protocol)) return url.origin;
  throw new UsageError({
    code: "bad-api",
    what: `"${written}" is no address of an API.`,
    solution: `Give it like --api ${defaultApi}.`,
  });
}

export function connect(
  args: { readonly api?: string | undefined; readonly token?: string | undefined },
  io: Pick<Io, "env" | "home">,
): Connection {
  const api = apiOrigin(args.api, io);
  const token = tokenFor(args.token, io, api);
  if (!token) {
    throw new UsageError({
      code: "no-token",
      what: "This command needs a token.",
      details: `Neither --token nor STEEPEST_TOKEN nor STEEPEST_TOKEN_FILE is given, and you are not logged in to ${api}.`,
      solution:
        "Run `steepest login`; `npm start` keeps tokens of the local platform in .steepest/tokens.json.",
    });
  }
  return { client: createClient({ baseUrl: api, token }), api };
}

const tokenFor = (given: string | undefined, io: Pick<Io, "env" | "home">, api: string): string | undefined =>
  given ||
  io.env.STEEPEST_TOKEN ||
  tokenOfFile(io.env[tokenFileVariable]) ||
  credentialOf(io.home, api)?.token;

/** For what everybody may read, and one's own private things where one has a token. */
export function connectAtBest(
  args: { readonly api?: string | undefined; readonly token?: string | undefined },
  io: Pick<Io, "env" | "home">,
): Connection {
  const api = apiOrigin(args.api, io);
  const token = tokenFor(args.token, io, api);
  return { client: createClient({ baseUrl: api, ...(token ? { token } : {}) }), api };
}

/** For what everybody may read. */
export function connectAsVisitor(
  args: { readonly api?: string | undefined },
  io: Pick<Io, "env">,
): Connection {
  const api = apiOrigin(args.api, io);
  return { client: createClient({ baseUrl: api }), api };
}

function tokenOfFile(path: string | undefined): string | null {
  if (!path) return null;
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    throw new UsageError({
      code: "no-token",
      what: "The token's file cannot be read.",
      details: error instanceof Error ? error.message : String(error),
      solution: `Let ${tokenFileVariable} name a file that this user may read, with the token in it.`,
    });
  }
}
