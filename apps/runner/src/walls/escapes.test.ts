import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder } from "../../test/captureIo.ts";
import { exampleJob } from "../../test/exampleJob.ts";
import { dataFolderOf } from "../trial/ensureData.ts";
import { runTrialInChild } from "../trial/runTrialInChild.ts";
import { findMachineWalls, type MachineWalls, machineWalls, noMachineWalls } from "./machineWalls.ts";

const module = new URL("../../test/processes/escapes.ts", import.meta.url);

const home = temporaryFolder();
mkdirSync(join(home, "outbox"));
const outbox = join(home, "outbox", "record.json");
writeFileSync(outbox, "{}");
const unixSocket = join(home, "socket");
const tcp = createServer((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")).listen(
  0,
  "127.0.0.1",
);
const unix = createServer().listen(unixSocket);
const udp = createSocket("udp4");
udp.bind(0, "127.0.0.1");
await Promise.all([once(tcp, "listening"), once(unix, "listening"), once(udp, "listening")]);
afterAll(() => {
  for (const open of [tcp, unix, udp]) open.close();
  rmSync(home, { recursive: true });
});

const dataFile = join(dataFolderOf(exampleJob), "train-images.bin");
const targets = {
  home,
  outbox,
  dataFile,
  otherData: join(exampleJob.dataDirectory, "brown"),
  tcpPort: (tcp.address() as AddressInfo).port,
  udpPort: (udp.address() as AddressInfo).port,
  unixSocket,
  addon: join(home, "addon.node"),
};

/** What came through, by attempt. Everything that was tried must be told, or the process died of it. */
async function escapes(walls: MachineWalls, spareParent: boolean): Promise<string[]> {
  const text = JSON.stringify({ ...targets, spareParent });
  const job = { ...exampleJob, source: { entry: "example.ts", files: { "example.ts": text } } };
  const ended = await runTrialInChild(job, { module, walls }).result;
  if (ended.kind !== "refused") throw new Error(JSON.stringify(ended));
  const lines = ended.error.message.split("\n").map((line) => line.split(/: (.*)/s));
  expect(lines.length).toBeGreaterThanOrEqual(55);
  return lines.filter(([, how]) => !/^refused \(.+\)$/.test(how ?? "")).map(([name = ""]) => name);
}

/**
 * What is not to be refused. WebAssembly is what trials compute with. Code in another context can do what the module that made the context can do
 * anyway: who gets as far as `node:vm` runs code already.
 */
const harmless = ["WebAssembly", "eval in another context"];

/**
 * What only the system can refuse, and does not where it has no walls: Node's permissions know nothing of networks, signals and users. A process of the
 * same user may signal its parent everywhere.
 */
const withoutSystem = [
  "fetch from this machine",
  "connect by TCP",
  "connect to a socket file",
  "send by UDP",
  "signal the parent",
];

/** These depend on who runs the test, or on what lies outside of this machine. */
const dependsOnMachine = [
  "fetch from outside",
  "connect by IPv6",
  "ask DNS",
  "look a name up",
  "signal everybody",
  "become root",
  "join a group",
  "raise its own priority",
  "use more memory than its limit",
];

const here = machineWalls();

test.runIf(here.ownUser && here.network === "root" && here.limits)(
  "behind all walls of Linux, nothing that an escaped submission tries comes through",
  async () => {
    const before = readFileSync(dataFile);
    expect(await escapes(here, false)).toEqual(harmless);
    expect(before.equals(readFileSync(dataFile))).toBe(true);
    const left = ["escaped", "link", "report.json"].map((name) => `/tmp/steepest-${name}`);
    expect(
      [...left, "/tmp/steepest.heapsnapshot", "/tmp/steepest.db"].filter((path) => existsSync(path)),
    ).toEqual([]);
  },
);

test.runIf(here.network !== null && here.limits)(
  "in a user namespace, all is refused but what needs only the same user: signals, and the file of a socket",
  async () => {
    const walls = findMachineWalls("linux", false);
    expect(walls).toMatchObject({ ownUser: false, network: "user-namespace", dropsPrivileges: true });
    const came = await escapes(walls, true);
    const sameUser = ["connect to a socket file", "signal the parent", "signal everybody", "become root"];
    expect(came.filter((name) => ![...sameUser, ...harmless].includes(name))).toEqual([]);
  },
);

test("without any wall of the system's, Node still refuses files, programs, threads, addons and code from strings", async () => {
  const came = await escapes(noMachineWalls, true);
  expect(came.filter((name) => !dependsOnMachine.includes(name))).toEqual([...withoutSystem, ...harmless]);
});
