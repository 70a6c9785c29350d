import { expect, test } from "vitest";
import type { Receipt, Statement } from "../schema/receipt.ts";
import { receiptFault, rotateKeys, sha256OfJson, signReceipt } from "./signing.ts";

const record = { evaluations: [{ step: 1, value: 0.1 }], test: null };
const statementAt = (issuedAt: string): Statement => ({
  trial: "e1-mnist_mlp-0-0",
  entry: "e1",
  board: "quick.self.cpu-wasm",
  recordSha256: sha256OfJson(record),
  submission: "mine",
  owner: "ada",
  sourceSha256: "a".repeat(64),
  hardwareClass: "cpu-wasm",
  librarySha256: "b".repeat(64),
  prices: 4,
  trust: "verified",
  reporter: "alba",
  auditor: "bert",
  seed: 1,
  seedCommitment: null,
  issuedAt,
});
const [june, july, august] = [
  "2026-06-01T00:00:00.000Z",
  "2026-07-01T00:00:00.000Z",
  "2026-08-01T00:00:00.000Z",
];
const first = await rotateKeys([], new Date(june));
const receipt = await signReceipt(first, statementAt(july), record);

test("a receipt verifies offline, also after a trip through JSON with its keys in another order", async () => {
  expect(await receiptFault(receipt, first)).toBeNull();
  const { statement, ...rest } = JSON.parse(JSON.stringify(receipt)) as Receipt;
  const reversed = Object.fromEntries(Object.entries(statement).reverse()) as Statement;
  expect(await receiptFault({ ...rest, statement: reversed }, first)).toBeNull();
});

test.each(Object.keys(receipt.statement))("a receipt whose %s was changed does not", async (name) => {
  const was = receipt.statement[name as keyof Statement];
  const changed = typeof was === "number" ? was + 1 : name === "issuedAt" ? june : `${was ?? ""}x`;
  const forged = { ...receipt, statement: { ...receipt.statement, [name]: changed } };
  expect(await receiptFault(forged as Receipt, first)).toBe("bad-signature");
});

test("nor does one with another record, another key or another signature", async () => {
  const evaluations = [{ step: 1, value: 0.05 }];
  expect(await receiptFault({ ...receipt, record: { ...record, evaluations } }, first)).toBe("other-record");
  const strangers = await rotateKeys([], new Date(june));
  const forged = await signReceipt(strangers, receipt.statement, record);
  expect(await receiptFault(forged, first)).toBe("unknown-key");
  // The platform's name on a stranger's signature.
  const { keyId, publicKey } = receipt;
  expect(await receiptFault({ ...forged, keyId, publicKey }, first)).toBe("bad-signature");
  expect(await receiptFault({ ...receipt, keyId: "0".repeat(16) }, first)).toBe("unknown-key");
  for (const signature of ["", "!", receipt.signature.slice(4), "AAAA"]) {
    expect(await receiptFault({ ...receipt, signature }, first)).toBe("bad-signature");
  }
});

test("after a rotation the new key signs, and what the old one signed stays good", async () => {
  const both = await rotateKeys(first, new Date(august));
  expect(both.map(({ from, until }) => [from, until])).toEqual([
    [august, null],
    [june, august],
  ]);
  expect(both[1]?.privateKey).toBeUndefined();
  expect(await receiptFault(receipt, both)).toBeNull();
  const later = await signReceipt(both, statementAt("2026-09-01T00:00:00.000Z"), record);
  expect(later.keyId).toBe(both[0]?.id);
  expect(await receiptFault(later, both)).toBeNull();
  expect(await receiptFault(later, first)).toBe("unknown-key");
  // A key that leaked signs nothing for after its end, nor for before its beginning.
  const leaked = await signReceipt(first, statementAt("2026-09-01T00:00:00.000Z"), record);
  expect(await receiptFault(leaked, both)).toBe("key-not-in-force");
  expect(await receiptFault(await signReceipt(both, statementAt(july), record), both)).toBe(
    "key-not-in-force",
  );
});
