import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { PublicKey, Receipt, SigningKeys, Statement } from "../schema/receipt.ts";

/** What is signed: the statement as JSON with sorted keys, after a line that no other use of the key begins with. */
export const signedBytes = (statement: Statement): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    utf8ToBytes(
      `steepest-receipt/1\n${JSON.stringify(Object.fromEntries(Object.entries(statement).sort(([one], [other]) => (one < other ? -1 : 1))))}`,
    ),
  );

/** The name of a body in the store, as of a record in a receipt: SHA-256 of its JSON. */
export const sha256OfJson = (value: unknown): string =>
  bytesToHex(sha256(utf8ToBytes(JSON.stringify(value))));

const algorithm = { name: "Ed25519" } as const;

const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** Null for what is no base64url. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  } catch {
    return null;
  }
}

/** The keys after a new one is made: it signs from now on; those before keep their public halves, and what they signed. */
export async function rotateKeys(known: SigningKeys | [], now: Date): Promise<SigningKeys> {
  const pair = (await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as CryptoKeyPair;
  const publicKey = toBase64Url(
    new Uint8Array((await crypto.subtle.exportKey("raw", pair.publicKey)) as ArrayBuffer),
  );
  const privateKey = toBase64Url(
    new Uint8Array((await crypto.subtle.exportKey("pkcs8", pair.privateKey)) as ArrayBuffer),
  );
  const at = now.toISOString();
  const retired = known.map(({ privateKey: _, until, ...key }) => ({ ...key, until: until ?? at }));
  return [{ id: keyIdOf(publicKey), publicKey, from: at, until: null, privateKey }, ...retired];
}

/** A key is named by itself: nobody can give another the same id. */
export const keyIdOf = (publicKey: string): string => bytesToHex(sha256(utf8ToBytes(publicKey))).slice(0, 16);

/** The receipt of a record, signed with the newest key. */
export async function signReceipt(
  [newest]: SigningKeys,
  statement: Statement,
  record: unknown,
): Promise<Receipt> {
  const bytes = fromBase64Url(newest?.privateKey ?? "");
  if (newest === undefined || bytes === null) throw new Error("the newest signing key has no private half");
  const key = await crypto.subtle.importKey("pkcs8", bytes, algorithm, false, ["sign"]);
  const signature = new Uint8Array(await crypto.subtle.sign(algorithm, key, signedBytes(statement)));
  return {
    format: "steepest-receipt/1",
    statement,
    keyId: newest.id,
    publicKey: newest.publicKey,
    signature: toBase64Url(signature),
    record,
  };
}

export type ReceiptFault =
  /** None of the keys that are trusted made it. */
  | "unknown-key"
  /** The key had not begun, or had ended, when the receipt says that it was made. */
  | "key-not-in-force"
  /** The statement or the signature was changed. */
  | "bad-signature"
  /** The record beside the statement is another. */
  | "other-record";

/** What is wrong with a receipt, judged by keys that are trusted; null where nothing is. Needs no network. */
export async function receiptFault(
  receipt: Receipt,
  trusted: readonly PublicKey[],
): Promise<ReceiptFault | null> {
  const known = trusted.find(({ publicKey }) => publicKey === receipt.publicKey);
  if (known === undefined || keyIdOf(receipt.publicKey) !== receipt.keyId) return "unknown-key";
  const [raw, signature] = [fromBase64Url(receipt.publicKey), fromBase64Url(receipt.signature)];
  if (raw?.length !== 32 || signature === null) return "bad-signature";
  const key = await crypto.subtle.importKey("raw", raw, algorithm, false, ["verify"]);
  if (!(await crypto.subtle.verify(algorithm, key, signature, signedBytes(receipt.statement))))
    return "bad-signature";
  const { issuedAt, recordSha256 } = receipt.statement;
  const at = Date.parse(issuedAt);
  if (at < Date.parse(known.from) || (known.until !== null && at > Date.parse(known.until)))
    return "key-not-in-force";
  return sha256OfJson(receipt.record) === recordSha256 ? null : "other-record";
}
