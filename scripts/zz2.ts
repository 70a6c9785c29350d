import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { openBackend } from "@steepest/core/backend/openBackend.ts";
import { loadWorkload } from "@steepest/workloads/loadWorkload.ts";
import { prepareData } from "@steepest/workloads/node/prepareData.ts";
import { Sandbox } from "@steepest/core/sandbox/sandbox.ts";
import { WorkloadProblem } from "@steepest/core/harness/workloadProblem.ts";
import { keyFromSeed } from "@steepest/core/random/key.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
await openBackend("wasm");
const now=()=>performance.now()/1000;
for (const id of ["brown_lm","mnist_mlp"] as const) {
const w = await loadWorkload(id); const l = await w.load(await prepareData(id, {}));
const facts={hyperparameters: { lr: 1e-3, one_minus_beta1: 0.1, beta2: 0.99, weight_decay: 0.02, eps: 1e-8 }, stepHint:1000,budget:1000,target:{metric:'loss',direction:'min',value:0} as const,lossType:'x'};
const p = new WorkloadProblem(w, l, keyFromSeed(1), facts); const p2 = new WorkloadProblem(w, l, keyFromSeed(1), facts);
const s = new Sandbox({engine: await loadEngine(), source: {entry:"n.ts", files: {"n.ts": readFileSync("submissions/nadamw.ts","utf8")}}, problem: p, key: keyFromSeed(2), now, elapsed: ()=>0});
await s.init();
const params=p2.initialParameters(0), st=p2.initialModelState();
const plain=()=>{ const b=p2.batch(0,p2.batchSizeLimits.default); const r=p2.lossAndGrad(params,st,b,{dropoutRate:null,labelSmoothing:null,updateBatchNorm:true,mode:"train"}); tf.dispose([r.loss,r.grads,r.modelState]); p2.endStep(); };
for (let i=1;i<=10;i++) { await s.step(i); plain(); }
const m0={...s.meters}; const N=id==="brown_lm"?40:200; let tot=0, pl=0;
for (let i=11;i<=10+N;i++) { const a=now(); await s.step(i); const b=now(); plain(); pl+=now()-b; tot+=b-a; }
const per=(k: string)=>(((s.meters as any)[k]-(m0 as any)[k])/N*1000).toFixed(2);
console.log(id, 'leaves', params.length, 'step ms', (tot/N*1000).toFixed(2), 'gradient', per('gradientSeconds'), 'plain gradient', (pl/N*1000).toFixed(2), 'host', per('hostSeconds'), 'call', per('callSeconds'));
}
