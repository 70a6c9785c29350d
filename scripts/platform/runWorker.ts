import { globSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as optionsOf, unstable_readConfig as readConfig } from "wrangler";
import { UserError } from "../../packages/base/userError.ts";
import { runWrangler } from "./runWrangler.ts";

type V4Options = Parameters<typeof convertV4MiniflareOptions>[0];

export interface WorkerOptions {
  /** A wrangler configuration: of a Worker that is built (`no_bundle`), or of one from its sources. */
  readonly config: string;
  /** Another main module than the configuration's. */
  readonly entrypoint?: string;
  readonly port: number;
  /** The folder of D1's and R2's data. */
  readonly state: string;
  readonly variables: Readonly<Record<string, string>>;
  /** What answers the Worker's bindings to other services, in this process. */
  readonly services: Readonly<Record<string, (request: Request) => Response | Promise<Response>>>;
  /** Prints what the Worker logs, not only its errors. */
  readonly isTalkative: boolean;
}

/**
 * A Worker in workerd over local D1 and R2, which are on disk where `wrangler dev --persist-to` has them. Without what wrangler puts before a Worker for its developer: a second workerd
 * that takes each request first, which costs a quarter of all that the platform does.
 */
export async function runWorker(options: WorkerOptions): Promise<Miniflare> {
  const { config, entrypoint, port, state } = options;
  const { name, no_bundle } = readConfig({ config }, { hideWarnings: true });
  const { workerOptions, main } = optionsOf(config);
  const bundle = no_bundle === true ? null : await bundleOf(config, entrypoint);
  try {
    const built = bundle ?? main;
    if (built === undefined) throw new Error(`${config} names no main module`);
    const root = dirname(built);
    const files = globSync("**/*.{js,mjs,wasm}", { cwd: root }).map((file) => join(root, file));
    const worker = new Miniflare(
      convertV4MiniflareOptions({
        host: "127.0.0.1",
        port,
        resourcePersistencePath: resolve(state, "v3"),
        // It would ask the internet where the caller is.
        cf: false,
        handleStructuredLogs: ({ level, message }) => {
          if (level === "error") console.error(message);
          else if (options.isTalkative) console.log(message);
        },
        workers: [
          {
            ...workerOptions,
            name: name ?? "worker",
            rootPath: root,
            modulesRoot: root,
            // The first is the main one.
            modules: [built, ...files.filter((file) => file !== built)].map((path) => ({
              type: path.endsWith(".wasm") ? "CompiledWasm" : "ESModule",
              path,
            })),
            bindings: { ...Object(workerOptions.bindings), ...options.variables },
            serviceBindings: options.services,
          },
        ],
      } as V4Options),
    );
    await worker.ready;
    return worker;
  } finally {
    if (bundle !== null) await rm(dirname(bundle), { recursive: true, force: true });
  }
}

/** Bundles a Worker as a deployment does; the path of its main module, in a folder of its own. */
async function bundleOf(config: string, entrypoint: string | undefined): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "steepest-worker-"));
  const { status, output } = await runWrangler([
    "deploy",
    ...(entrypoint === undefined ? [] : [entrypoint]),
    ...["--dry-run", "--outdir", folder, "--config", config],
  ]);
  const [main] = globSync("*.js", { cwd: folder });
  if (status === 0 && main !== undefined) return join(folder, main);
  await rm(folder, { recursive: true, force: true });
  throw new UserError({
    code: "worker-does-not-build",
    what: `The Worker of ${config} cannot be bundled.`,
    details: output.trim().split("\n").slice(-12).join("\n"),
    solution: "Mend what wrangler says.",
  });
}
