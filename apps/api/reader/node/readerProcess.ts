import variant from "@jitl/quickjs-wasmfile-release-sync";
import { newQuickJSWASMModuleFromVariant } from "quickjs-emscripten-core";
import type { ReadRequest } from "../reading.ts";
import { readSubmission } from "../readSubmission.ts";

/** What a reader's process tells its parent. */
export type ReaderMessage = { readonly kind: "ready" } | { readonly kind: "read"; readonly reading: unknown };

const tell = (message: ReaderMessage) => process.send?.(message);

const read = (request: unknown) =>
  // A new engine each: a hostile submission can make QuickJS lose memory.
  readSubmission(request, () => newQuickJSWASMModuleFromVariant(variant));

/** Read before anybody waits: the first reading takes several times as long as the next ones, which is nobody's fault. */
const warmUp: ReadRequest = {
  source: {
    entry: "a.ts",
    files: {
      "a.ts": `import { addScaled, defineSubmission } from "steepest";
export default defineSubmission({
  name: "warm_up",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 as number }],
  init: () => null,
  update: (ctx) => ({ params: addScaled(ctx.params, ctx.params, -ctx.hyperparameters.lr) }),
});
`,
    },
  },
  evaluate: true,
  turn: "",
};

// What throws here ends the process, which its parent takes for a crash.
process.on("message", async (request) => tell({ kind: "read", reading: await read(request) }));
process.on("disconnect", () => process.exit());
await read(warmUp);
tell({ kind: "ready" });
