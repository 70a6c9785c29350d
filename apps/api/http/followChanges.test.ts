import { Hono } from "hono";
import { expect, test } from "vitest";
import { followChanges } from "./followChanges.ts";

/** What is followed: numbers that somebody changes, and how often each name was loaded. */
const now: Record<string, number> = { board: 1, other: 1 };
const loads: Record<string, number> = { board: 0, other: 0 };

const app = new Hono().get("/:name", (context) => {
  const name = context.req.param("name");
  return followChanges(context, {
    event: "number",
    shared: name,
    first: now[name] ?? 0,
    load: async () => {
      loads[name] = (loads[name] ?? 0) + 1;
      return now[name] ?? 0;
    },
    ended: (value) => value === 3,
    tagOf: String,
  });
});

/** The data of all events of a stream, up to its end. */
async function follow(name: string): Promise<number[]> {
  const text = await (await app.request(`/${name}`)).text();
  return [...text.matchAll(/^data: (\d+)$/gm)].map(([, value]) => Number(value));
}

test("whoever comes back with the last state of what has ended is told that there is no more", async () => {
  now["ended"] = 3;
  expect(await follow("ended")).toEqual([3]);
  const again = await app.request("/ended", { headers: { "last-event-id": "3" } });
  expect([again.status, await again.text()]).toEqual([204, ""]);
  expect((await app.request("/ended", { headers: { "last-event-id": "2" } })).status).toBe(200);
});

test("followers of one thing share its polls, each sees every change, and what has another name is not mixed in", async () => {
  const followers = [...Array.from({ length: 8 }, () => follow("board")), follow("other")];
  await new Promise((resolve) => setTimeout(resolve, 1500));
  Object.assign(now, { board: 2, other: 3 });
  await new Promise((resolve) => setTimeout(resolve, 2500));
  now["board"] = 3;
  const seen = await Promise.all(followers);
  expect(seen.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => [1, 2, 3]));
  expect(seen[8]).toEqual([1, 3]);
  // Eight that each ask would have asked eight times as often as one.
  expect(loads["board"]).toBeLessThan(3 * 8);
});
