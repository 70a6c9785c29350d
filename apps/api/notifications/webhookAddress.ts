import { ApiProblem } from "../http/apiProblem.ts";

export interface WebhookRules {
  /** `any`: also http and private addresses, for a platform on its users' own machine or network. */
  readonly allow: "public" | "any" | "off";
  /** The platform's own host, which is not to call itself. */
  readonly ownHost: string | null;
}

/**
 * The address that a user wants to be called at, or a 422 problem that says why not. Checked when it is set and before each call. A name is not resolved: no
 * Worker can do that. On Cloudflare a Worker stands in nobody's private network; redirects are not followed; of the answer only its status is kept.
 */
export function webhookAddress(written: string, { allow, ownHost }: WebhookRules): URL {
  if (allow === "off") throw refused("This deployment calls no webhooks (STEEPEST_WEBHOOKS).");
  if (!URL.canParse(written)) throw refused("It is no address: https://example.org/path is one.");
  const url = new URL(written);
  if (url.username !== "" || url.password !== "")
    throw refused("A name or password in it would be kept and sent.");
  if (url.protocol !== "https:" && !(allow === "any" && url.protocol === "http:")) {
    throw refused(`It begins with ${url.protocol}//: only https is called.`);
  }
  if (url.host === ownHost) throw refused("It is this platform itself.");
  if (allow === "any") return url;
  // Ports below are those of other services: mail, databases' neighbours, remote shells.
  if (url.port !== "" && Number(url.port) < 1024)
    throw refused(`Port ${url.port}: only 443 and those from 1024 on are called.`);
  if (isPrivateHost(url.hostname)) throw refused(`${url.hostname} is not on the public Internet.`);
  return url;
}

const refused = (detail: string): ApiProblem =>
  new ApiProblem(422, "webhook-refused", {
    title: "This webhook is not called.",
    detail,
    solution: "Give an https address on the public Internet (docs/accounts.md#webhooks).",
  });

/** Names that only a network of one's own knows. */
const privateNames =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|corp|home|private|test|invalid|example|onion|svc|consul|docker|cluster|home\.arpa|metadata\.goog)$/;

/** Whether a host, as `URL` writes it (numbers in their one form), is no public one. */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.toLowerCase().slice(0, endOfName(hostname));
  if (host.startsWith("[")) return isPrivateV6(host.slice(1, -1));
  const v4 = v4Of(host);
  if (v4 !== null) return isPrivateV4(v4);
  // A name of one word is one of the local network.
  return !host.includes(".") || privateNames.test(host);
}

/** Where a name ends without the dots of the root. A regular expression would look from each dot of many to the end. */
function endOfName(hostname: string): number {
  let end = hostname.length;
  while (hostname[end - 1] === ".") end--;
  return end;
}

function v4Of(text: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  return parts === undefined ? null : parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** What IANA's registry of special addresses does not call global: [first, bits]. */
const specialV4 = (
  [
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.0.2.0", 24],
    ["192.88.99.0", 24],
    ["192.168.0.0", 16],
    ["198.18.0.0", 15],
    ["198.51.100.0", 24],
    ["203.0.113.0", 24],
    ["224.0.0.0", 3],
  ] as const
).map(([first, bits]) => ({ first: v4Of(first) ?? 0, size: 2 ** (32 - bits) }));

const isPrivateV4 = (address: number): boolean =>
  specialV4.some(({ first, size }) => address >= first && address < first + size);

/** Only what is given out as global unicast (2000::/3) is public, and of that none that stands for an IPv4 address or for documents. */
function isPrivateV6(text: string): boolean {
  const groups = groupsOf(text);
  if (groups === null) return true;
  const [a = 0, b = 0] = groups;
  // Translated IPv4 (64:ff9b::/96) is what it translates to.
  if (a === 0x64 && b === 0xff9b)
    return groups.slice(2, 6).some((group) => group !== 0) || isPrivateV4(lowV4(groups));
  if (a >> 13 !== 1) return true;
  // Teredo, benchmarks and ORCHID (2001::/23), documents (2001:db8::/32, 3fff::/20), 6to4 (2002::/16).
  return (a === 0x2001 && (b < 0x200 || b === 0xdb8)) || a === 0x2002 || (a === 0x3fff && b < 0x1000);
}

const lowV4 = (groups: readonly number[]): number => (groups[6] ?? 0) * 65_536 + (groups[7] ?? 0);

/** The eight groups of an address as `URL` writes it: in hexadecimal, with `::` once at most. */
function groupsOf(text: string): number[] | null {
  const [head = "", tail] = text.split("::");
  const read = (part: string) =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  const [left, right] = [read(head), tail === undefined ? [] : read(tail)];
  const missing = 8 - left.length - right.length;
  if (missing < 0 || (tail === undefined && missing !== 0)) return null;
  return [...left, ...Array.from({ length: missing }, () => 0), ...right];
}
