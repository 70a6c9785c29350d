/** What a deployment can set, and what it may be set to. Parsing, errors, `/v1/health` and the tables of docs/deploy.md and docs/accounts.md follow from this. */
export type Variable = {
  /** What it is for, in Markdown. */
  readonly meaning: string;
  /** Which document lists it. */
  readonly document: "deploy" | "accounts";
  /** Never shown, not even where it is wrong. */
  readonly secret?: boolean;
} & Form;

type Form =
  | {
      readonly type: "number";
      readonly least: number;
      readonly most: number;
      readonly whole: boolean;
      readonly default: number | null;
    }
  | { readonly type: "choice"; readonly choices: readonly string[]; readonly default: string | null }
  | { readonly type: "url" }
  | { readonly type: "json" }
  | {
      readonly type: "text";
      /** Fewest characters: of a secret that somebody could try to guess without asking us. Then it is one line, too, without blanks around it. */
      readonly least?: number;
    };

const text = { type: "text" } as const;
const secret = { type: "text", secret: true } as const;
/** What everybody may try guesses against at home: a hash of it is published, or something is signed with it. */
const unguessable = { ...secret, least: 32 } as const;
/** The round of every local platform: its first board is the one that README shows. Nobody elsewhere is ranked by it. */
export const localSeedSecret = "npm start";
const deploy = { document: "deploy" } as const;
const accounts = { document: "accounts" } as const;
/** `0`: any number. Unset: as built in, or as Cloudflare counts. */
const limit = {
  type: "number",
  least: 0,
  most: Number.MAX_SAFE_INTEGER,
  whole: true,
  default: null,
} as const;

export const variables = {
  STEEPEST_ADMIN_TOKEN: {
    ...{ ...deploy, ...secret, least: 24 },
    meaning: "the first admin token, from which all others are made ([tokens](#4-make-tokens))",
  },
  STEEPEST_LEASE_SECONDS: {
    ...{ ...deploy, type: "number", least: 1, most: 86_400, whole: true, default: 60 },
    meaning: "how long a lease stands without a heartbeat; runners beat every 5 seconds",
  },
  STEEPEST_SEED_SECRET: {
    ...{ ...deploy, ...unguessable },
    meaning:
      "what the seeds of verified entries follow from, with owner and submission name (`openssl rand -hex 32`: its SHA-256 is published, and a short one would be found by trying): entering again draws no other seeds. Unset: each entry draws its own",
  },
  STEEPEST_PAST_SEED_SECRETS: {
    ...{ ...deploy, ...text },
    meaning:
      "the secrets of rounds that have ended, one a line: published at `/v1/rounds`. To end a round, set a new `STEEPEST_SEED_SECRET` and add the old one here ([trust](trust.md#seeds-and-the-draw))",
  },
  STEEPEST_SIGNING_KEYS: {
    ...{ ...deploy, type: "json", secret: true },
    meaning:
      "the keys that receipts are signed with, newest first: what `npx steepest keys` prints, or with the present ones in a file `npx steepest keys --rotate FILE`. Unset: no receipts. `npm start` makes its own",
  },
  STEEPEST_AUDIT_SHARE: {
    ...{ ...deploy, type: "number", least: 0, most: 1, whole: false, default: 0.1 },
    meaning:
      "of the records that set no rank, this share is audited; drawn by `STEEPEST_SEED_SECRET`, so without that none is ([trust](trust.md))",
  },
  STEEPEST_LIMITS: {
    ...{ ...deploy, type: "choice", choices: ["on", "off"] as const, default: "on" },
    meaning:
      "`off`: no rates and quotas but those that the variables of [limits](#limits) set, as `npm start` has it",
  },
  STEEPEST_REQUESTS_PER_MINUTE: {
    ...deploy,
    ...limit,
    meaning: "a [limit](#limits): requests of a user or an address",
  },
  STEEPEST_UPLOADS_PER_MINUTE: { ...deploy, ...limit, meaning: "a [limit](#limits): uploads of a user" },
  STEEPEST_FORMS_PER_MINUTE: { ...deploy, ...limit, meaning: "a [limit](#limits): forms of an address" },
  STEEPEST_GUESSES_PER_MINUTE: {
    ...deploy,
    ...limit,
    meaning: "a [limit](#limits): wrong tokens, codes and links of an address",
  },
  STEEPEST_VERSIONS_PER_DAY: {
    ...deploy,
    ...limit,
    meaning: "a [limit](#limits): versions that a user uploads on one day",
  },
  STEEPEST_OPEN_ENTRIES: {
    ...deploy,
    ...limit,
    meaning: "a [limit](#limits): entries of a user that have trials to run",
  },
  STEEPEST_STORED_BYTES: {
    ...deploy,
    ...limit,
    meaning: "a [limit](#limits): bytes that a user has uploaded",
  },
  STEEPEST_HARDWARE_CLASS_CHECK: {
    ...{ ...deploy, type: "choice", choices: ["on", "off"] as const, default: "on" },
    meaning:
      "`off`: in classes that the clock rules, runners of any speed get trials and are shown as *not checked*. Leave it on where results are to be compared: then such a runner must be within its class's tolerance ([calibration](run-a-runner.md#calibration))",
  },
  STEEPEST_EVENT_DAYS: {
    ...{ ...deploy, type: "number", least: 1, most: 3650, whole: true, default: 90 },
    meaning: "how long the [event log](operations.md#events) goes back",
  },
  STEEPEST_METRICS_TOKEN: {
    ...{ ...deploy, ...secret },
    meaning:
      "what may read [`/metrics`](operations.md#metrics) beside admins: for a scraper, which should be able to do nothing else",
  },
  STEEPEST_WEBHOOKS: {
    ...{ ...deploy, type: "choice", choices: ["public", "any", "off"] as const, default: "public" as const },
    meaning:
      "which [webhooks](accounts.md#webhooks) of users are called: `public`, https on the public Internet; `any`, also http and private addresses, for a platform on one's own machine; `off`, none",
  },
  STEEPEST_REPOSITORY: {
    ...{ ...deploy, type: "url" },
    meaning:
      "where strangers find the source of this platform and its command line: pages link to it and say how it is cloned. Unset: they say nothing of where it is",
  },
  STEEPEST_INSTALL: {
    ...{ ...deploy, ...text },
    meaning:
      "one line that installs the command line (`npm install -g https://steepest.example/steepest.tgz`, made by `npm run pack:cli`): pages show it. Unset: they tell of a clone",
  },
  STEEPEST_LOG: {
    ...{ ...deploy, type: "choice", choices: ["requests", "off"] as const, default: "requests" },
    meaning:
      "whether each request is [logged](operations.md#logs) as a line of JSON; faults are logged anyway",
  },
  STEEPEST_AUTH_SECRET: {
    ...{ ...accounts, ...unguessable },
    meaning:
      "what sessions are signed with (`openssl rand -hex 32`). Unset, it follows from `STEEPEST_ADMIN_TOKEN`; without either nobody signs in",
  },
  STEEPEST_URL: {
    ...{ ...accounts, type: "url" },
    meaning:
      "where visitors find the site, such as `https://steepest.example`. GitHub and mail need it: links must not follow an address that a request made up",
  },
  GITHUB_CLIENT_ID: {
    ...{ ...accounts, ...text },
    meaning: "of an OAuth app whose callback is `STEEPEST_URL/v1/auth/callback/github`",
  },
  GITHUB_CLIENT_SECRET: { ...accounts, ...secret, meaning: "of the same" },
  GITHUB_URL: { ...accounts, type: "url", meaning: "a GitHub Enterprise instead of github.com" },
  GITHUB_API_URL: { ...accounts, type: "url", meaning: "its API. Unset: `/api/v3` there" },
  SMTP_HOST: { ...accounts, ...text, meaning: "the mail server" },
  SMTP_PORT: {
    ...{ ...accounts, type: "number", least: 1, most: 65_535, whole: true, default: 587 },
    meaning: "its port",
  },
  SMTP_FROM: { ...accounts, ...text, meaning: "the sender of mails" },
  SMTP_USERNAME: { ...accounts, ...text, meaning: "the mail server's account, where it wants one" },
  SMTP_PASSWORD: { ...accounts, ...secret, meaning: "of the same" },
  SMTP_SECURITY: {
    ...{ ...accounts, type: "choice", choices: ["tls", "starttls", "none"] as const, default: null },
    meaning:
      "`tls` (usual on port 465), `starttls` (usual elsewhere) or `none` (a server on the same machine)",
  },
} as const satisfies Readonly<Record<string, Variable>>;

export type VariableName = keyof typeof variables;

/** As the Worker is given them: all text, and text of no length is unset. */
export type Variables = Readonly<Partial<Record<VariableName, string>>>;
