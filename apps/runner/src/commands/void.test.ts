import { afterEach, expect, test } from "vitest";
import { runCaptured } from "../../test/captureIo.ts";
import { serveAnswers } from "../../test/serveAnswers.ts";

let stop: (() => void) | null = null;
afterEach(() => stop?.());

async function platformWith(answers: Parameters<typeof serveAnswers>[0]) {
  const platform = await serveAnswers(answers);
  stop = platform.stop;
  const steepest = (...words: string[]) =>
    runCaptured([...words, "--api", platform.url, "--token", "stp_olga"], {});
  return { ...platform, steepest };
}

const made = {
  id: 7,
  kind: "runner",
  subject: "r1",
  reason: "forged",
  by: "olga",
  at: "2026-11-01T00:00:00.000Z",
  liftedAt: null,
};
const problem = (code: string, status: number, title: string) =>
  [
    status,
    { type: `urn:steepest:problem:${code}`, title, status, detail: "Because.", solution: "Do else." },
  ] as const;

test("void withdraws with a reason, says how to lift it, and lifts it", async () => {
  const { steepest, asked } = await platformWith({
    "POST /v1/voids": [200, made],
    "DELETE /v1/voids/7": [200, { ...made, liftedAt: "2026-11-02T00:00:00.000Z" }],
  });
  const done = await steepest("void", "runner", "alba-1", "--reason", "forged");
  expect(done).toMatchObject({ code: 0, out: "runner r1 is void; to lift it: steepest void lift 7\n" });
  expect(asked[0]).toEqual({
    call: "POST /v1/voids",
    token: "Bearer stp_olga",
    body: { kind: "runner", subject: "alba-1", reason: "forged" },
  });
  expect(await steepest("void", "lift", "7")).toMatchObject({ code: 0, out: "runner r1 is void no more\n" });
  expect(JSON.parse((await steepest("void", "runner", "r1", "--reason", "forged", "--json")).out)).toEqual(
    made,
  );
});

test("void asks nothing of the platform without a kind that it knows, a reason, or a number to lift", async () => {
  const { steepest, asked } = await platformWith({});
  for (const [words, said] of [
    [["board", "x", "--reason", "y"], "cannot be void"],
    [["uploads", "ada", "--reason", "y"], "cannot be void"],
    [["entry", "e1"], "needs a reason"],
    [["lift", "e1"], "no number of a void"],
    [["lift", "-1"], ""],
    [["entry"], ""],
  ] as const) {
    const { code, err } = await steepest("void", ...words);
    expect(code, words.join(" ")).not.toBe(0);
    expect(err, words.join(" ")).toContain(said);
  }
  expect(asked).toEqual([]);
});

test("who is no operator is told so by the platform", async () => {
  const { steepest } = await platformWith({ "POST /v1/voids": problem("wrong-role", 403, "For admins.") });
  const { code, err } = await steepest("void", "entry", "e1", "--reason", "why not");
  expect(code).toBe(1);
  expect(err).toContain("For admins.");
});

test("a second challenge of a day is answered as the platform answers it", async () => {
  const title = "You have challenged a trial of this board today.";
  const { steepest, asked } = await platformWith({
    "POST /v1/trials/t1/challenge": problem("challenged-today", 429, title),
  });
  const { code, err } = await steepest("challenge", "t1");
  expect(code).toBe(1);
  expect(err).toContain(title);
  expect(err).toContain("Do else.");
  expect(asked.length).toBeGreaterThan(0);
});
