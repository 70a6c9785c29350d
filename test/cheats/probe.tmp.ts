import { memory } from "@tensorflow/tfjs";
import { openCheatLab, runCheat, oneFile } from "/work/main/test/cheats/runCheat.ts";
const lab = await openCheatLab();
const head = 'import * as s from "steepest"; import { defineSubmission, read, add, mul, sub } from "steepest";\n';
const sub = (body: string, top = "") => head + top + `\nexport default defineSubmission({ name: "cheat", ruleset: "self", hyperparameters: [{ lr: 0.1 }], ${body} });`;
const up = "update(ctx){ const {grads} = ctx.lossAndGrad(ctx.params, ctx.batch); return { params: sub(ctx.params, mul(grads, 0.1)) }; }";
const upWith = (x: string) => `async update(ctx){ ${x}; const {grads} = ctx.lossAndGrad(ctx.params, ctx.batch); return { params: sub(ctx.params, mul(grads, 0.1)) }; }`;
const cases: Record<string, string> = {
  honest: sub(`init: () => null, ${up}`),
  unawaitedRead: sub(`init: () => null, update(ctx){ read(ctx.params); const {grads} = ctx.lossAndGrad(ctx.params, ctx.batch); return { params: sub(ctx.params, mul(grads, 0.1)) }; }`),
  unawaitedReadAsync: sub(`init: () => null, async update(ctx){ read(ctx.params); read(ctx.params); return { params: ctx.params }; }`),
  never: sub(`init: () => new Promise(() => {}), ${up}`),
  thenObj: sub(`init: () => ({ then: () => ({}) }), ${up}`),
  thenNum: sub(`init: () => ({ then: (f) => 5 }), ${up}`),
  throwNull: sub(`init: () => { throw null }, ${up}`),
  throwSymbol: sub(`init: () => { throw Symbol("x") }, ${up}`),
  throwObj: sub(`init: () => { throw { message: {a:1}, stack: 5, name: [] } }, ${up}`),
  throwProxy: sub(`init: () => { throw new Proxy({}, { get() { throw 1 }, ownKeys() { throw 2 } }) }, ${up}`),
  throwToJSONLoop: sub(`init: () => { throw { toJSON() { for(;;); } } }, ${up}`),
  throwGetterLoop: sub(`init: () => { throw { get message() { for(;;); } } }, ${up}`),
  throwErrGetterLoop: sub(`init: () => { const e = new Error("x"); Object.defineProperty(e, "message", { get() { for(;;); } }); throw e }, ${up}`),
  hugeMessage: sub(`init: () => { throw new Error("x".repeat(5e6)) }, ${up}`),
  notSub: 'export default 5',
  throwTop: 'throw new Error("top")',
  topAwait: 'await new Promise(() => {}); export default 5',
  iter: sub(`init: () => null, ${up}`, 'Object.getPrototypeOf([][Symbol.iterator]()).next = function(){ return {done:true} };'),
  valueOf: sub(`init: () => null, ${upWith("s.ema(ctx.params, ctx.params, { valueOf() { throw new Error('vo') } })")}`),
  valueOf2: sub(`init: () => null, update(ctx) { s.ema(ctx.params, ctx.params, { valueOf() { throw new Error('vo') } }); return { params: ctx.params } }`),
  sym: sub(`init: () => null, update(ctx) { s.ema(ctx.params, ctx.params, Symbol("x")); return { params: ctx.params } }`),
  topTrees: sub(`init: () => null, ${up}`, 'const t = s.constant([1,2],[2]); console.log(String(t)); const b = s.next(); console.log(s.size(b));'),
  catchLimit: sub(`init: () => null, update(ctx) { for(;;) { try { for(;;); } catch { } } }`),
  catchHost: sub(`init: () => null, update(ctx) { for(let i=0;i<5000;i++) { try { add(ctx.params, 1) } catch { } } return { params: ctx.params } }`),
  catchTensors: sub(`init: () => null, update(ctx) { const l=[]; for(let i=0;i<1500;i++) { try { l.push(s.constant(new Float32Array(100000), [100000])) } catch { } } return { params: ctx.params } }`),
  mem: sub(`init: () => { const l=[]; for(;;) l.push(new Array(1000).fill(l.length)) }, ${up}`),
  memCatch: sub(`init: () => { const l=[]; for(;;) { try { l.push(new Array(1000).fill(l.length)) } catch {} } }, ${up}`),
  rec: sub(`init: () => { const f = () => f() + 1; f() }, ${up}`),
  jsonDeep: sub(`init: () => { JSON.parse("[".repeat(100000)) }, ${up}`),
  toStringDeep: sub(`init: () => { let a=[]; for (let i=0;i<100000;i++) a=[a]; String(a); }, ${up}`),
  jsonStrDeep: sub(`init: () => { let a=[]; for (let i=0;i<100000;i++) a=[a]; JSON.stringify(a); }, ${up}`),
  proxyDeep: sub(`init: () => { let a={}; for (let i=0;i<20000;i++) a=new Proxy(a,{}); a.x; }, ${up}`),
  bindDeep: sub(`init: () => { let a=()=>1; for (let i=0;i<20000;i++) a=a.bind(); a(); }, ${up}`),
  regex: sub(`init: () => { /^(a+)+$/.test("a".repeat(40)+"b") }, ${up}`),
  bigint: sub(`init: () => { let x = 3n ** 600000n; for(;;) x = x * x; }, ${up}`),
  deepState: sub(`init: () => { let a={}; for (let i=0;i<100;i++) a={a}; return a }, ${up}`),
  console: sub(`init: () => { for (let i=0;i<1900;i++) console.log("") }, ${up}`),
  sliceNeg: sub(`init: () => null, async update(ctx) { const t = s.slice(s.constant(new Float32Array(16), [16]), [-8], [8]); console.log((await read(t))[0].join()); return { params: ctx.params } }`),
  takeHuge: sub(`init: () => null, update(ctx) { const b = s.take(ctx.batch, new Int32Array(1000000)); console.log(s.size(b)); return { params: ctx.params } }`),
  ctor: sub(`init: () => null, update(ctx) { const T = ctx.params.constructor; for (let i=0;i<10;i++) { try { console.log(i, String(new T(i))) } catch (e) { console.log(i, e.message) } } return { params: ctx.params } }`),
  fn: sub(`init: () => null, update(ctx) { for (const f of [function(){}, async()=>{}, function*(){}, async function*(){}, class{}]) { try { console.log(f.constructor("return 1")()) } catch (e) { console.log(e.message) } try { console.log(Object.getPrototypeOf(f.constructor)===Function.prototype) } catch (e) { console.log(e.message) } } console.log(Object.getOwnPropertyNames(globalThis).join()); return { params: ctx.params } }`),
  import1: 'import * as h from "steepest:/host.ts"; export default 5',
  import2: 'const h = await import("steepest:/host.ts"); export default 5',
  import3: 'import "http"; export default 5',
};
const only = process.argv.slice(2);
for (const [name, text] of Object.entries(cases)) {
  if (only.length && !only.includes(name)) continue;
  const before = memory().numTensors;
  const t = performance.now();
  try {
    const r = await runCheat(lab, oneFile(text));
    const o = r.outcome as any;
    console.log(name.padEnd(18), `${(performance.now()-t).toFixed(0)}ms`, memory().numTensors - before, o.kind, o.cause ?? "", o.code ?? "", (o.reason ?? "").slice(0, 150), JSON.stringify(r.console).slice(0, 700));
  } catch (e: any) { console.log(name.padEnd(18), "THREW", e.message.slice(0, 300)); }
}
