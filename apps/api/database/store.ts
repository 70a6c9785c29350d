import type { R2Bucket } from "@cloudflare/workers-types";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** Folders of the bucket. Sources and their readings are named by their version, records by the SHA-256 of their JSON, libraries by their own, results of the lab by their id. */
type Folder = "sources" | "readings" | "records" | "lab" | "libraries";

const bytesOf = (value: unknown): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(value));

/** The name that `storeJson` gives a value. */
export const hashOfJson = (value: unknown): string => bytesToHex(sha256(bytesOf(value)));

/** The same of its bytes, by the machine's own code: records are long. */
const hashOf = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  bytesToHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));

/** Content-addressed, so writing twice is harmless and what is referred to never changes. */
export async function storeJson(
  bucket: R2Bucket,
  folder: Folder,
  name: (sha256: string) => string,
  value: unknown,
): Promise<{ sha256: string; bytes: number }> {
  const body = bytesOf(value);
  const hash = await hashOf(body);
  await bucket.put(`${folder}/${name(hash)}`, body, { httpMetadata: { contentType: "application/json" } });
  return { sha256: hash, bytes: body.length };
}

/** A body that a row of the database refers to. Its absence is a broken deployment, not a user's mistake. */
export async function readStored(bucket: R2Bucket, folder: Folder, name: string) {
  const body = await bucket.get(`${folder}/${name}`);
  if (body === null) throw new Error(`the bucket lacks ${folder}/${name}`);
  return body;
}
