import { afterEach, expect, test, vi } from "vitest";
import { createApp } from "../app.ts";
import { bindings, send } from "../test/platform.ts";
import { logFault } from "./logFault.ts";

const logged: string[] = [];
vi.spyOn(console, "error").mockImplementation((line: string) => void logged.push(line));
afterEach(() => logged.splice(0));

test("a path that holds a line of the log and commands to the terminal stays within its own line", async () => {
  const away = new Proxy(bindings.DB, {
    get: () => () => {
      throw new Error("the database is away");
    },
  });
  const path = "/v1/trials/x%0A%7B%22status%22:200%7D%0D%1B%5B2J%E2%80%AE";
  const answer = await createApp().fetch(new Request(`http://api.test${path}`), { ...bindings, DB: away });
  expect(answer.status).toBe(500);
  expect((await send(new Request(`http://api.test${path}`))).status).toBe(404);
  expect(logged).toHaveLength(1);
  const [first = "", ...others] = (logged[0] ?? "").split("\n");
  expect(first).toMatch(/ GET \/v1\/trials\/x$/);
  expect(others.every((line) => line.startsWith("    "))).toBe(true);
  expect(logged[0]).toContain("the database is away");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  expect(logged[0]).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
});

test("what a fault was caused by is noted with it, and a circle of causes ends", () => {
  const cause = new Error("550 no such mailbox\r\n{forged}");
  const fault = new Error("the mail was refused", { cause });
  cause.cause = fault;
  logFault("mail of 7", fault);
  logFault("mail of 8", "a text");
  expect(logged[0]).toMatch(
    /^mail of 7: Error: the mail was refused[\s\S]*\n {4}caused by Error: 550 no such mailbox\n {4}\{forged\}/,
  );
  expect(logged[1]).toBe("mail of 8: a text");
});
