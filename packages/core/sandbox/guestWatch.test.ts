import { expect, test } from "vitest";
import { GuestVm } from "./guestVm.ts";
import { GuestWatch } from "./guestWatch.ts";
import { defaultLimits } from "./limits.ts";
import { loadEngine } from "./loadEngine.ts";

test("an endless loop that a count of instructions ends names instructions, not seconds that did not pass", () => {
  const watch = new GuestWatch({ ...defaultLimits, callSeconds: 5, interruptTicks: 20_000 }, () => 0);
  watch.enter("loading the submission");
  while (!watch.interrupted());
  expect(watch.fatal?.message).toBe(
    "loading the submission did not end: it was stopped after some 200 million instructions",
  );
});

test("one that the clock ends names the seconds that it had", () => {
  let now = 0;
  const watch = new GuestWatch({ ...defaultLimits, callSeconds: 5 }, () => (now += 0.5));
  watch.enter("update");
  while (!watch.interrupted());
  expect(watch.fatal?.message).toBe("update ran longer than 5 s");
  expect(now).toBeGreaterThan(5);
});

test("one that a price ends names reference time", () => {
  const counted = { spent: () => 0, tickNanoseconds: 1e9 };
  const watch = new GuestWatch({ ...defaultLimits, callSeconds: 3 }, () => 0, counted);
  watch.enter("update");
  while (!watch.interrupted());
  expect(watch.fatal?.message).toBe("update ran longer than 3 s of reference time");
});

test("what runs before the submission is loaded moves no count: neither the library's length nor a change of it", async () => {
  const text = `import { defineSubmission } from "steepest";
    for (let i = 0; i < 123_456; i++);
    export default defineSubmission({
      name: "counted", ruleset: "self", hyperparameters: [{}],
      init: () => null,
      update(_, { params }) { for (let i = 0; i < 23_456; i++); return { params, state: null }; },
    });`;
  const countsAfter = async (spins: number) => {
    const vm = new GuestVm(
      await loadEngine(),
      { entry: "counted.ts", files: { "counted.ts": text } },
      defaultLimits,
      () => 0,
    );
    try {
      vm.install({ lastError: { takes: [], call: () => 0 } });
      vm.run(`for (let i = 0; i < ${spins}; i++);`);
      vm.boot();
      const counts = [vm.totals.ticksTotal];
      vm.load();
      counts.push(vm.totals.ticksTotal);
      for (let spun = 0; spun < 5; spun++) {
        vm.run("for (let i = 0; i < 4_321; i++);");
        counts.push(vm.totals.ticksTotal);
      }
      return counts;
    } finally {
      vm.dispose();
    }
  };
  const counts = await countsAfter(0);
  expect(counts[0]).toBe(0);
  expect(counts[1]).toBeGreaterThan(10);
  expect(counts.at(-1)).toBeGreaterThan(counts[1] ?? 0);
  for (const spins of [1, 3_000, 9_999, 54_321]) expect(await countsAfter(spins)).toEqual(counts);
});

/** Work in few loops and calls of JavaScript, and how many checks' worth it is at least. */
const built: Readonly<Record<string, readonly [code: string, least: number]>> = {
  "statements in a row": [
    `let x = 1.1; for (let i = 0; i < 500; i++) { ${"x = x * 1.000001 + 0.1; ".repeat(2000)} }`,
    4,
  ],
  "a product of big integers": [
    "let x = 1n << 500_000n; x -= 1n; for (let i = 0; i < 3; i++) x = (x * x) >> 500_000n;",
    2,
  ],
  "a typed array that is converted": [
    "const a = new Float32Array(1e6), b = new Float64Array(1e6); for (let i = 0; i < 8; i++) b.set(a);",
    6,
  ],
  "a typed array that is filled": [
    "const a = new Float32Array(1e6); for (let i = 0; i < 8; i++) a.fill(i);",
    6,
  ],
  "strings that are compared": [
    "const [a, b] = ['x'.repeat(3e6), 'x'.repeat(3e6)]; for (let i = 0; i < 4; i++) a === b;",
    8,
  ],
  "text that is written and read": [
    "JSON.parse(JSON.stringify(Array.from({ length: 1e5 }, (_, i) => ({ a: i }))));",
    12,
  ],
};

test.each(Object.entries(built))(
  "%s counts, though the interpreter hardly checks",
  async (_, [code, least]) => {
    const source = { entry: "a.ts", files: { "a.ts": "" } };
    const vm = new GuestVm(await loadEngine(), source, defaultLimits, () => 0);
    try {
      vm.install({ lastError: { takes: [], call: () => 0 } });
      vm.boot();
      vm.run(`(() => { ${code} })()`);
      const { ticksTotal, workTotal } = vm.totals;
      expect(workTotal).toBeGreaterThanOrEqual(least);
      expect(workTotal).toBeGreaterThan(ticksTotal);
    } finally {
      vm.dispose();
    }
  },
);

test("ordinary loops are counted by the interpreter's checks alone", async () => {
  const source = { entry: "a.ts", files: { "a.ts": "" } };
  const vm = new GuestVm(await loadEngine(), source, defaultLimits, () => 0);
  try {
    vm.install({ lastError: { takes: [], call: () => 0 } });
    vm.boot();
    vm.run(
      `(() => { const a = []; for (let i = 0; i < 1e5; i++) a.push({ i, text: "x" + i }); return a.map(({ i }) => i).sort((x, y) => y - x).length; })()`,
    );
    expect(vm.totals.ticksTotal).toBeGreaterThan(20);
    expect(vm.totals.workTotal).toBe(vm.totals.ticksTotal);
  } finally {
    vm.dispose();
  }
});

test("a call that does too much in built-ins ends by its price, at the first check after them", async () => {
  const source = { entry: "a.ts", files: { "a.ts": "" } };
  const counted = { spent: () => 0, tickNanoseconds: 1_767_472 };
  const limits = { ...defaultLimits, callSeconds: 0.03 };
  const vm = new GuestVm(await loadEngine(), source, limits, () => 0, counted);
  const script = (fills: number) =>
    `(() => { const a = new Float32Array(1e6); for (let i = 0; i < ${fills}; i++) a.fill(i); for (let i = 0; i < 2e4; i++); })()`;
  try {
    vm.install({ lastError: { takes: [], call: () => 0 } });
    vm.boot();
    vm.run(script(10));
    expect(() => vm.pause()).not.toThrow();
    vm.run(script(20));
    expect(() => vm.pause()).toThrow("loading ran longer than 0.03 s of reference time");
  } finally {
    vm.dispose();
  }
});
