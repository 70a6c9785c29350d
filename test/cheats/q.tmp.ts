import { openCheatLab, runCheat, oneFile } from "./runCheat.ts";
const lab = await openCheatLab();
const sub = (body: string) => `import { defineSubmission, sub, mul } from "steepest"; export default defineSubmission({ name: "cheat", ruleset: "self", hyperparameters: [{ lr: 0.1 }], ${body}, update(ctx){ const {grads} = ctx.lossAndGrad(ctx.params, ctx.batch); return { params: sub(ctx.params, mul(grads, 0.1)) }; } });`;
const deep = oneFile(sub("init: () => { let a=[]; for (let i=0;i<100000;i++) a=[a]; JSON.stringify(a); }"));
const depth = oneFile(sub("init: () => { let n=0; const f = () => { n++; f() + 1; }; try { f() } catch {} console.log('depth', n); return null }"));
for (const kb of [128, 96, 64, 48]) {
  const limits = { guestStackBytes: kb * 1024, callSeconds: 3 };
  const a: any = await runCheat(lab, deep, { limits }); const b = await runCheat(lab, depth, { limits });
  console.log(kb, a.outcome.reason, b.console, b.outcome.kind);
}
for (let i=0;i<30;i++) await runCheat(lab, deep, {limits:{callSeconds:3}});
console.log((await runCheat(lab, depth)).outcome, (await runCheat(lab, depth)).console);
