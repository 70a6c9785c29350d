import { afterEach, expect, test } from "vitest";
import { runCaptured } from "../../test/captureIo.ts";
import { serveAnswers } from "../../test/serveAnswers.ts";

let stop: (() => void) | null = null;
afterEach(() => stop?.());

const settings = {
  kinds: ["finished", "voided"],
  mail: true,
  canMail: true,
  webhook: { url: "https://hooks.ada.org/steepest" },
  secret: null,
  latest: [
    {
      id: "n1",
      by: "webhook",
      kind: "finished",
      entry: "e1",
      trial: null,
      detail: "9 trials",
      at: "2026-11-01T10:20:30.000Z",
      state: "waiting",
      attempts: 2,
      error: "answered 500\u001b[31m",
      nextAt: "2026-11-01T10:30:30.000Z",
    },
  ],
};

async function platformWith(answer: object) {
  const platform = await serveAnswers({
    "GET /v1/me/notifications": [200, settings],
    "POST /v1/me/notifications": [200, answer],
    "POST /v1/me/notifications/test": [202, null],
  });
  stop = platform.stop;
  const steepest = (...words: string[]) =>
    runCaptured(["notifications", ...words, "--api", platform.url, "--token", "stp_ada"], {});
  return { ...platform, steepest };
}

test("notifications says how one is told, and what failed, without the characters that a server could send", async () => {
  const { steepest, asked } = await platformWith(settings);
  const { code, out } = await steepest();
  expect(code).toBe(0);
  expect(out).toContain("Of finished, voided, by mail and https://hooks.ada.org/steepest.");
  expect(out).toContain("2026-11-01 10:20  webhook  finished    e1  waiting (2 attempts: answered 500");
  expect(out).not.toContain("\u001b");
  expect(asked.map(({ call }) => call)).toEqual(["GET /v1/me/notifications"]);
});

test("only what is named is changed; a new webhook's secret is shown; a test is asked for after the change", async () => {
  const { steepest, asked } = await platformWith({ ...settings, secret: "whs_1" });
  const done = await steepest(
    "--of",
    "finished,challenged",
    "--no-mail",
    "--webhook",
    "https://x.org/y",
    "--test",
  );
  expect(done.out).toContain("whs_1");
  await steepest("--webhook", "none");
  await steepest("--of", "none", "--mail", "--new-secret");
  expect(asked.map(({ call, body }) => [call, body])).toEqual([
    [
      "POST /v1/me/notifications",
      { kinds: ["finished", "challenged"], mail: false, webhook: { url: "https://x.org/y" } },
    ],
    ["POST /v1/me/notifications/test", null],
    ["POST /v1/me/notifications", { webhook: null }],
    ["POST /v1/me/notifications", { kinds: [], mail: true, newSecret: true }],
  ]);
});

test("an unknown kind is refused before anything is asked", async () => {
  const { steepest, asked } = await platformWith(settings);
  const { code, err } = await steepest("--of", "finished,everything");
  expect(code).not.toBe(0);
  expect(err).toContain('"everything"');
  expect(asked).toEqual([]);
});
