import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Bindings } from "../bindings.ts";
import { choiceOf, numberOf, urlOf } from "../settings/readVariable.ts";

export interface GithubSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where people say yes, and codes become tokens: https://github.com, or a GitHub Enterprise. */
  readonly url: string;
  readonly apiUrl: string;
}

export interface MailSettings {
  readonly host: string;
  readonly port: number;
  readonly username: string | null;
  readonly password: string | null;
  readonly from: string;
  /** TLS from the start, by STARTTLS, or none (a server on this machine). */
  readonly security: "tls" | "starttls" | "none";
}

/** How people sign in here. */
export interface SignInSettings {
  /** What sessions' cookies are signed with. */
  readonly secret: string;
  /** Where the site is, as its visitors see it. */
  readonly origin: string;
  /** Null: no such button. */
  readonly github: GithubSettings | null;
  readonly mail: MailSettings | null;
}

/**
 * What the deployment's variables say; null where nobody can sign in, for want of a secret. GitHub and mail need STEEPEST_URL: an address that is
 * taken from the request is whatever its sender wrote, and a mailed link there would hand its reader's sign-in to them.
 */
export function signInSettings(env: Bindings, requestUrl: string): SignInSettings | null {
  const secret = env.STEEPEST_AUTH_SECRET || derivedSecret(env.STEEPEST_ADMIN_TOKEN);
  if (secret === null) return null;
  const publicUrl = urlOf(env, "STEEPEST_URL")?.origin ?? null;
  return {
    secret,
    origin: publicUrl ?? new URL(requestUrl).origin,
    github: publicUrl === null ? null : githubSettings(env),
    mail: publicUrl === null ? null : mailSettings(env),
  };
}

/** A deployment that has an admin token needs no second secret to begin with. */
const derivedSecret = (adminToken: string | undefined): string | null =>
  adminToken ? bytesToHex(hmac(sha256, utf8ToBytes(adminToken), utf8ToBytes("steepest sessions"))) : null;

function githubSettings(env: Bindings): GithubSettings | null {
  const { GITHUB_CLIENT_ID: clientId, GITHUB_CLIENT_SECRET: clientSecret } = env;
  if (!clientId || !clientSecret) return null;
  const url = (urlOf(env, "GITHUB_URL")?.href ?? "https://github.com").replace(/\/+$/, "");
  const ownApi = url === "https://github.com" ? "https://api.github.com" : `${url}/api/v3`;
  return {
    clientId,
    clientSecret,
    url,
    apiUrl: (urlOf(env, "GITHUB_API_URL")?.href ?? ownApi).replace(/\/+$/, ""),
  };
}

/** Null where no mail server is set. */
export function mailSettings(env: Bindings): MailSettings | null {
  const { SMTP_HOST: host, SMTP_FROM: from } = env;
  if (!host || !from) return null;
  const port = numberOf(env, "SMTP_PORT");
  const security = choiceOf(env, "SMTP_SECURITY") ?? (port === 465 ? "tls" : "starttls");
  return {
    host,
    port,
    from,
    username: env.SMTP_USERNAME || null,
    password: env.SMTP_PASSWORD || null,
    security,
  };
}
