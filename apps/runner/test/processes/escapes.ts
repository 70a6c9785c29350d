// A trial's process whose sandbox has fallen: told by the job's source what to look for, it tries all that a thief or a vandal would, and says of
// each attempt how it ended. `got` is an attempt that came through.
import { execve } from "node:process";

interface Targets {
  readonly home: string;
  readonly outbox: string;
  readonly dataFile: string;
  readonly otherData: string;
  readonly tcpPort: number;
  readonly udpPort: number;
  readonly unixSocket: string;
  readonly addon: string;
  /** The parent is not to be harmed: it is known that nothing protects it. */
  readonly spareParent: boolean;
}

/** Of a range that belongs to nobody (RFC 5737). */
const outside = "http://192.0.2.1";

type Job = { source: { files: Record<string, string> } };

const said: string[] = [];

async function attempt(name: string, act: () => unknown): Promise<void> {
  try {
    const result = await act();
    said.push(`${name}: got ${JSON.stringify(result) ?? "through"}`);
  } catch (error) {
    const { code, message, cause } = error as NodeJS.ErrnoException & { cause?: NodeJS.ErrnoException };
    said.push(`${name}: refused (${code ?? cause?.code ?? message.split("\n")[0]})`);
  }
}

/** Resolves at the first of `good`, rejects at `error` or where nothing comes. */
const event = (emitter: NodeJS.EventEmitter, good: string, failure = "error") =>
  new Promise((resolve, reject) => {
    emitter.once(good, () => resolve("through"));
    emitter.once(failure, (error) => reject(error instanceof Error ? error : new Error(String(error))));
  });

async function tryAll(targets: Targets): Promise<void> {
  const fs = await import("node:fs");
  const parent = process.ppid;
  for (const [name, path] of [
    ["read /etc/passwd", "/etc/passwd"],
    ["read the parent's environment", `/proc/${parent}/environ`],
    ["read the parent's command line", `/proc/${parent}/cmdline`],
    ["read the parent's memory", `/proc/${parent}/mem`],
    ["read its own environment in /proc", "/proc/self/environ"],
    ["read around by /proc/self/root", "/proc/self/root/etc/passwd"],
    ["read around by ..", `${targets.dataFile}/../../../../../../../../../../etc/passwd`],
    ["read the outbox", targets.outbox],
    ["read other data", targets.otherData],
  ] as const)
    await attempt(name, () => fs.readFileSync(path, "latin1").slice(0, 20));
  await attempt(
    "read by a Buffer's name",
    () => fs.readFileSync(Buffer.from("/etc/passwd"), "latin1").length,
  );
  await attempt("read by a promise", async () => (await fs.promises.readFile("/etc/passwd")).length);
  await attempt("read by a stream", () => event(fs.createReadStream("/etc/passwd"), "data"));
  await attempt("read as a blob", async () => (await (await fs.openAsBlob("/etc/passwd")).text()).length);
  await attempt("read as a module", () => import(`file://${targets.outbox}`));
  await attempt("list the home folder", () => fs.readdirSync(targets.home));
  await attempt("list /proc", () => fs.readdirSync("/proc").length);
  await attempt("write to /tmp", () => fs.writeFileSync("/tmp/steepest-escaped", "x"));
  await attempt("write to the data", () => fs.appendFileSync(targets.dataFile, "x"));
  await attempt("delete the data", () => fs.rmSync(targets.dataFile));
  await attempt("rename the data", () => fs.renameSync(targets.dataFile, `${targets.dataFile}.x`));
  await attempt("link to a secret", () => fs.symlinkSync("/etc/passwd", "/tmp/steepest-link"));
  await attempt("make the data everybody's", () => fs.chmodSync(targets.dataFile, 0o777));
  await attempt("write a report", () => process.report.writeReport("/tmp/steepest-report.json"));
  await attempt("write a heap snapshot", async () =>
    (await import("node:v8")).writeHeapSnapshot("/tmp/steepest.heapsnapshot"),
  );
  await attempt(
    "make a database",
    async () => new (await import("node:sqlite")).DatabaseSync("/tmp/steepest.db"),
  );

  const net = await import("node:net");
  await attempt(
    "fetch from this machine",
    async () => (await fetch(`http://127.0.0.1:${targets.tcpPort}`)).status,
  );
  await attempt(
    "fetch from outside",
    async () => (await fetch(outside, { signal: AbortSignal.timeout(500) })).status,
  );
  await attempt("connect by TCP", () => event(net.connect(targets.tcpPort, "127.0.0.1"), "connect"));
  await attempt("connect by IPv6", () => event(net.connect(targets.tcpPort, "::1"), "connect"));
  await attempt("connect to a socket file", () => event(net.connect(targets.unixSocket), "connect"));
  await attempt("send by UDP", async () => {
    const socket = (await import("node:dgram")).createSocket("udp4");
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.send("x", targets.udpPort, "127.0.0.1", (error) => (error ? reject(error) : resolve()));
    });
  });
  await attempt("ask DNS", async () => {
    const resolver = new (await import("node:dns/promises")).Resolver({ timeout: 500, tries: 1 });
    resolver.setServers([`127.0.0.1:${targets.udpPort}`]);
    return resolver.resolve4("example.com");
  });
  await attempt("look a name up", async () => (await import("node:dns/promises")).lookup("example.com"));

  const programs = await import("node:child_process");
  await attempt("start a program", () => programs.execFileSync("/bin/true"));
  await attempt("become a program", () => execve?.("/bin/true", ["true"], {}));
  await attempt("fork", () => programs.fork(new URL(import.meta.url)));
  await attempt("start a Worker", async () => {
    const { Worker } = await import("node:worker_threads");
    return event(new Worker("0", { eval: true }), "online");
  });
  await attempt("load an addon", () => process.dlopen({ exports: {} }, targets.addon));
  await attempt("open the inspector", async () => (await import("node:inspector")).open(0));
  await attempt("debug itself", async () => new (await import("node:inspector")).Session().connect());
  await attempt(
    "use WASI",
    async () => new (await import("node:wasi")).WASI({ version: "preview1" }) && "through",
  );
  await attempt("reach internals", () =>
    Object.keys((process as unknown as { binding(name: string): object }).binding("spawn_sync")),
  );
  // biome-ignore lint/security/noGlobalEval: that it throws is what is tried
  await attempt("eval", () => globalThis.eval("1 + 1"));
  await attempt("new Function", () => new Function("return 1")());

  await attempt("signal the parent", () => process.kill(parent, 0));
  await attempt("signal everybody", () => process.kill(1, 0));
  await attempt("become root", () => process.setuid?.(0));
  await attempt("join a group", () => process.setgroups?.([0]));
  await attempt("raise its own priority", async () => (await import("node:os")).setPriority(0, -19));
  if (!targets.spareParent) {
    await attempt("lower the parent's priority", async () =>
      (await import("node:os")).setPriority(parent, 19),
    );
    await attempt("open the parent's inspector", () =>
      (process as unknown as { _debugProcess(pid: number): void })._debugProcess(parent),
    );
  }
  await attempt("lift its permissions", () => {
    Object.defineProperty(process, "permission", { value: undefined });
    return fs.readFileSync("/etc/passwd", "latin1").length;
  });
  await attempt("lift them by a flag", async () => {
    (await import("node:v8")).setFlagsFromString("--no-permission");
    return fs.readFileSync("/etc/passwd", "latin1").length;
  });
  await attempt("use more memory than its limit", async () => {
    const held: Buffer[] = [];
    // Asked for, never touched: more than the limit, and no page of it is filled.
    for (let gibibyte = 0; gibibyte < 10; gibibyte++) held.push(Buffer.allocUnsafeSlow(2 ** 30));
    return held.length;
  });
  const others = Object.keys(process.env).filter((name) => !/^(NODE_CHANNEL|LD_LIB|CUDA_|VK_)/.test(name));
  said.push(`read the environment: ${others.length === 0 ? "refused (empty)" : `got ${others.join(" ")}`}`);
  await attempt("WebAssembly", () => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])));
  await attempt("eval in another context", async () =>
    (await import("node:vm")).runInNewContext("eval('1 + 1')"),
  );
}

process.on("message", async ({ job }: { job: Job }) => {
  await tryAll(JSON.parse(job.source.files["example.ts"] ?? "") as Targets);
  const what = said.join("\n");
  process.send?.({ type: "refused", error: { code: "escape", what, details: null, solution: "none" } });
});
process.send?.({ type: "ready" });
