import { expect, test } from "vitest";
import { Crowd } from "./crowd.ts";

test("a trial says how many ran at most while it did", () => {
  const crowd = new Crowd();
  const first = crowd.enter();
  const second = crowd.enter();
  expect(first()).toBe(2);
  const third = crowd.enter();
  expect(third()).toBe(2);
  expect(second()).toBe(2);
  expect(crowd.enter()()).toBe(1);
});

test("leaving twice is leaving once", () => {
  const crowd = new Crowd();
  const first = crowd.enter();
  expect([first(), first()]).toEqual([1, 1]);
  const second = crowd.enter();
  expect(crowd.enter()()).toBe(2);
  expect(second()).toBe(2);
});
