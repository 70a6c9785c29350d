import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createClient } from "../../packages/core/schema/api/client.ts";
import { quietEnvironment } from "../../scripts/bootstrap/quietEnvironment.mjs";
import { buildSite } from "../../scripts/platform/buildSite.ts";
import { findFreePort } from "../../scripts/platform/requireFreePort.ts";
import { sourceNamed } from "./sources.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "steepest-start-e2e-"));
const [home, userHome] = [join(folder, "steepest"), join(folder, "user")];
const processesFile = join(home, "processes.json");
const started: ChildProcess[] = [];
// Whoever comes first builds it; the waits below are for a start alone.
beforeAll(buildSite);
afterAll(async () => {
  for (const child of started) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** `npm start` as its bootstrap runs it, on data of its own. */
function npmStart(port: number) {
  const child = spawn(
    process.execPath,
    ["scripts/start.ts", "--port", String(port), "--jobs", "1", "--plain"],
    {
      cwd: root,
      env: {
        ...process.env,
        ...quietEnvironment,
        STEEPEST_HOME: home,
        HOME: userHome,
        XDG_CONFIG_HOME: join(userHome, ".config"),
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  started.push(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (said += chunk));
  return { child, said: () => said };
}

const pids = async (): Promise<number[]> =>
  (JSON.parse(await readFile(processesFile, "utf8").catch(() => "[]")) as { pid: number }[]).map(
    ({ pid }) => pid,
  );

const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const patience = { timeout: 180_000, interval: 200 };

test("npm start survives its workerd with its data, and ends exactly what a killed start left behind", async () => {
  await mkdir(userHome, { recursive: true });
  await mkdir(home);
  // Prepared data are the same bits everywhere.
  await mkdir(join(root, ".steepest/data"), { recursive: true });
  await symlink(join(root, ".steepest/data"), join(home, "data"));
  const port = await findFreePort();
  const first = npmStart(port);
  await vi.waitFor(() => expect(first.said()).toContain("Steepest runs at"), patience);
  const [token] =
    /stp_\S+/.exec(
      await vi.waitFor(() => {
        expect(first.said()).toMatch(/submitter token +stp_\S+/);
        return /submitter token +(stp_\S+)/.exec(first.said())?.[1] ?? "";
      }, patience),
    ) ?? [];
  const client = createClient({ baseUrl: `http://127.0.0.1:${port}`, token: token ?? "" });
  await client.createSubmission(sourceNamed("outlives_workerd"));

  const before = await pids();
  expect(before.length).toBeGreaterThan(0);
  for (const pid of before) process.kill(pid, "SIGKILL");
  await vi.waitFor(async () => {
    const now = await pids();
    expect(now.length).toBeGreaterThan(0);
    expect(now.some((pid) => before.includes(pid))).toBe(false);
    expect((await client.submission("outlives_workerd")).versions).toBe(1);
  }, patience);
  expect(first.said()).toContain("it is started again, with its data");
  expect(first.child.exitCode).toBeNull();

  // Who enters the references may be banned: the next start serves all the same, so that it can be undone.
  const { admin } = JSON.parse(await readFile(join(home, "tokens.json"), "utf8")) as { admin: string };
  const asAdmin = createClient({ baseUrl: `http://127.0.0.1:${port}`, token: admin });
  await asAdmin.actOnUser("reference", { action: "ban", reason: "entered too much" });

  // The start itself is killed: nobody ends its workerd, but for the next start, and that ends nothing else.
  const left = await pids();
  first.child.kill("SIGKILL");
  await once(first.child, "exit");
  const bystander = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  started.push(bystander);
  const stayed = left.filter(isThere);
  const second = npmStart(port);
  await vi.waitFor(() => expect(second.said()).toContain("Steepest runs at"), patience);
  expect(second.said()).toContain("The user reference is banned.");
  expect(second.said()).toContain("No further reference submissions are entered.");
  if (stayed.length > 0) expect(second.said()).toContain("Ended what an earlier start left behind");
  // What has ended may be there until the system has asked for it.
  await vi.waitFor(() => expect(left.filter(isThere)).toEqual([]), patience);
  expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
  expect((await client.submission("outlives_workerd")).versions).toBe(1);

  // A third on the same folder is told who has it, by number.
  const third = npmStart(await findFreePort());
  const [code] = (await once(third.child, "exit")) as [number];
  expect(code).toBe(1);
  expect(third.said()).toContain(`Process ${second.child.pid} holds`);
  expect(third.said()).not.toMatch(/pkill|killall/);

  const last = await pids();
  second.child.kill("SIGTERM");
  expect(await once(second.child, "exit")).toEqual([0, null]);
  for (let waited = 0; waited < 5000 && last.some(isThere); waited += 50) await delay(50);
  expect(last.filter(isThere)).toEqual([]);
  expect(existsSync(processesFile)).toBe(false);
  // wrangler's logs are under .steepest, not the user's home.
  const written = await readdir(userHome, { recursive: true });
  expect(written.filter((path) => /log/i.test(path))).toEqual([]);
});
