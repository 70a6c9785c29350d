import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { seedFor } from "@steepest/core/receipt/seedFor.ts";
import { sha256OfJson, signReceipt } from "@steepest/core/receipt/signing.ts";
import { type Statement, signingKeysSchema } from "@steepest/core/schema/receipt.ts";
import { beforeAll, expect, test } from "vitest";
import { runCaptured, temporaryFolder } from "../../test/captureIo.ts";
import { exampleRecord } from "../../test/exampleRecord.ts";
import { serveAnswers } from "../../test/serveAnswers.ts";

const cwd = temporaryFolder();
const save = (name: string, value: unknown): string => {
  writeFileSync(join(cwd, name), JSON.stringify(value));
  return name;
};
const steepest = (...words: string[]) => runCaptured(words, { cwd });
const makeKeys = async (...words: string[]) => {
  const { code, out, err } = await steepest("keys", ...words);
  expect(code, err).toBe(0);
  // One line, to be piped into a secret.
  expect(out.trimEnd()).not.toContain("\n");
  return signingKeysSchema.parse(JSON.parse(out));
};
const publicHalves = (keys: Awaited<ReturnType<typeof makeKeys>>) =>
  keys.map(({ privateKey: _, ...key }) => key);

const record = exampleRecord({ seconds: 1 });
const commitment = "c".repeat(64);
const rounds = { commitment: null, ended: [{ commitment, secret: "round 1" }] };
let keys: Awaited<ReturnType<typeof makeKeys>>;
let statement: Statement;

beforeAll(async () => {
  keys = await makeKeys();
  statement = {
    trial: "t1",
    entry: "e1",
    board: "quick.self.cpu-wasm",
    recordSha256: sha256OfJson(record),
    submission: "example",
    owner: "ada",
    sourceSha256: record.submission.version,
    hardwareClass: "cpu-wasm",
    librarySha256: null,
    prices: null,
    trust: "verified",
    reporter: "alba",
    auditor: "bert",
    seed: seedFor("round 1", { owner: "ada", submission: "example" }),
    seedCommitment: commitment,
    issuedAt: new Date(Date.parse(keys[0]?.from ?? "") + 1).toISOString(),
  };
  save("keys.json", publicHalves(keys));
  save("rounds.json", rounds);
});

const verify = async (receipt: unknown, ...words: string[]) => {
  const { code, out, err } = await steepest(
    "verify",
    save("receipt.json", receipt),
    "--keys",
    "keys.json",
    ...words,
  );
  return { code, text: out + err };
};

test("a receipt is verified offline: who reported, who confirmed, and whether its seed was drawn", async () => {
  const receipt = await signReceipt(keys, statement, record);
  const told = await verify(receipt);
  expect(told).toMatchObject({ code: 0 });
  expect(told.text).toContain(`signed with the platform's key ${keys[0]?.id}`);
  expect(told.text).toContain("verified, reported by alba, confirmed by an audit of bert");
  expect(told.text).toContain("when the round has ended");
  expect(told.text).toContain("--replay runs it again");
  expect((await verify(receipt, "--rounds", "rounds.json")).text).toContain("Its seed is the one");
  const claimed = await signReceipt(keys, { ...statement, trust: "claimed", auditor: null }, record);
  expect((await verify(claimed)).text).toContain("confirmed by nobody when this was signed");
});

test("the keys are fetched where no file is given", async () => {
  const platform = await serveAnswers({
    "GET /v1/keys": [200, publicHalves(keys)],
    "GET /v1/rounds": [200, rounds],
  });
  const file = save("receipt.json", await signReceipt(keys, statement, record));
  const { code, out } = await steepest("verify", file, "--api", platform.url, "--json");
  platform.stop();
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ valid: true, fault: null, seed: "right", statement });
});

test("a receipt that was changed in any part, or signed by another, is not valid, and says why", async () => {
  const receipt = await signReceipt(keys, statement, record);
  const others = await makeKeys();
  const forged = {
    "bad-signature": { ...receipt, statement: { ...statement, trust: "claimed" } },
    "unknown-key": await signReceipt(others, statement, record),
    "other-record": { ...receipt, record: { ...record, seed: record.seed + 1 } },
    "key-not-in-force": await signReceipt(
      keys,
      { ...statement, issuedAt: "2020-01-01T00:00:00.000Z" },
      record,
    ),
  };
  for (const [fault, changed] of Object.entries(forged)) {
    const { code, text } = await verify(changed, "--json");
    expect(code, fault).toBe(1);
    expect(JSON.parse(text), fault).toMatchObject({ valid: false, fault });
    expect((await verify(changed)).text, fault).toContain("not a valid receipt");
  }
  // Of another's key under the platform's name.
  const renamed = { ...forged["unknown-key"], keyId: receipt.keyId };
  expect((await verify(renamed)).code).toBe(1);
  const redrawn = await signReceipt(keys, { ...statement, seed: statement.seed + 1 }, record);
  const told = await verify(redrawn, "--rounds", "rounds.json");
  expect(told).toMatchObject({ code: 1, text: expect.stringContaining("NOT the one") });
  expect((await verify({ ...receipt, format: "steepest-receipt/2" })).code).toBe(1);
});

test("a rotated key signs no more, and what it signed stays good", async () => {
  const receipt = await signReceipt(keys, statement, record);
  const rotated = await makeKeys("--rotate", save("secret.json", keys));
  expect(rotated.map(({ privateKey, until }) => [privateKey !== undefined, until !== null])).toEqual([
    [true, false],
    [false, true],
  ]);
  expect(rotated[1]?.id).toBe(keys[0]?.id);
  save("keys.json", publicHalves(rotated));
  expect((await verify(receipt)).code).toBe(0);
  const late = await signReceipt(keys, { ...statement, issuedAt: "2126-01-01T00:00:00.000Z" }, record);
  expect((await verify(late)).text).toContain("had ended");
  // Public halves alone are nothing to go on from.
  expect((await steepest("keys", "--rotate", "keys.json")).code).toBe(1);
});
