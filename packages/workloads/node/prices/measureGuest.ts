import { keyFromSeed } from "@steepest/base/random/key.ts";
import { wallClock } from "@steepest/core/harness/clock.ts";
import { Sandbox } from "@steepest/core/sandbox/sandbox.ts";
import { median } from "@steepest/core/score/median.ts";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import { type Anchor, now } from "./anchor.ts";
import { GridProblem } from "./gridProblem.ts";

/** Loops as optimizers write them, from the leanest to those that do a good deal between two checks of the interpreter. */
const loops = [
  "for (let i = 0; i < 300_000; i++);",
  "let a = 0; for (let i = 0; i < 200_000; i++) a += i * 0.5;",
  "const v = new Float32Array(1000); for (let k = 0; k < 100; k++) for (let i = 0; i < 1000; i++) v[i] = v[i] * 0.9 + 0.1 * i;",
  "const m = []; for (let i = 0; i < 60_000; i++) m.push({ i, j: i + 1 });",
  "let t = 0; for (let i = 0; i < 30_000; i++) t += Math.sqrt(Math.exp(-i / 1e4)) * Math.sin(i) + Math.pow(i, 0.3) - Math.log(i + 1);",
  "const f = (x) => x * x + 1; let u = 0; for (let i = 0; i < 80_000; i++) u = f(u) % 1000;",
];

/** Anchors of entering and leaving a function, and of one interrupt check: the dearest of the loops, so that no loop is a bargain. */
export async function measureGuest(
  engine: QuickJSWASMModule,
  anchor: Anchor,
  rounds: number,
): Promise<{ readonly call: number; readonly tick: number }> {
  const run = async (body: string) => {
    const ticked: number[] = [];
    const sandbox = new Sandbox({
      engine,
      source: {
        entry: "guest.js",
        files: {
          "guest.js": `import { defineSubmission } from "steepest";
export default defineSubmission({ name: "guest", ruleset: "self", hyperparameters: [{ a: 1 }],
  init: () => ({}), update({ params, state, step }) { if (step % 2 === 0) { ${body} } return { params, state }; } });`,
        },
      },
      problem: new GridProblem([[4]]),
      key: keyFromSeed(3),
      now: wallClock.wall,
      elapsed: () => 0,
      limits: { callSeconds: 600 },
    });
    try {
      await sandbox.init();
      const [idle, busy]: [number[], number[]] = [[], []];
      for (let round = 0; round < rounds; round++) {
        const before = anchor.time();
        const start = now();
        await sandbox.step(2 * round + 1);
        const middle = now();
        const ticks = sandbox.ticks;
        await sandbox.step(2 * round + 2);
        const end = now();
        const unit = (before + anchor.time()) / 2;
        ticked.push(sandbox.ticks - ticks);
        idle.push((middle - start) / unit);
        busy.push((end - middle) / unit);
      }
      return { call: median(idle), tick: (median(busy) - median(idle)) / median(ticked) };
    } finally {
      sandbox.dispose();
    }
  };
  const measured = [];
  for (const body of loops) measured.push(await run(body));
  return {
    call: median(measured.map(({ call }) => call)),
    tick: Math.max(...measured.map(({ tick }) => tick)),
  };
}
