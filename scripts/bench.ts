// What the platform itself costs, in one run on one machine: npm run bench   (or some of it: npm run bench -- sandbox peers)
// A whole run rewrites docs/benchmarks.md.
import { writeFile } from "node:fs/promises";
import { availableParallelism, cpus, loadavg } from "node:os";
import { chdir } from "node:process";
import { fileURLToPath } from "node:url";
import { type BenchSection, renderSection } from "./bench/benchSection.ts";

chdir(fileURLToPath(new URL("..", import.meta.url)));

const sections: Readonly<Record<string, () => Promise<BenchSection> | BenchSection>> = {
  sandbox: async () => (await import("./bench/trainingSections.ts")).sandboxSection(),
  pricing: async () => (await import("./bench/trainingSections.ts")).pricingSection(),
  harness: async () => (await import("./bench/trainingSections.ts")).harnessSection(),
  steps: async () => (await import("./bench/trainingSections.ts")).stepSection(),
  captured: async () => (await import("./bench/peersSection.ts")).capturedSection(),
  peers: async () => (await import("./bench/peersSection.ts")).peersSection(),
  roofline: async () => (await import("./bench/peersSection.ts")).rooflineSection(),
  gpu: async () => (await import("./bench/gpuSection.ts")).gpuSection(),
  jobs: async () => (await import("./bench/jobsSection.ts")).jobsSection(),
  kernels: async () => (await import("./bench/kernelSection.ts")).kernelSection(),
  fused: async () => (await import("./bench/kernelSection.ts")).fusedSection(),
  trees: async () => (await import("./bench/kernelSection.ts")).treeSection(),
  scoring: async () => (await import("./bench/scoringSection.ts")).scoringSection(),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in sections));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark called ${unknown.join(" or ")}.\nThere are: ${Object.keys(sections).join(", ")}`,
  );
  process.exit(2);
}

/** Other work on the machine shows in every millisecond below. */
const loadAtStart = loadavg()[0] ?? 0;
const parts: string[] = [];
for (const [name, measure] of Object.entries(sections)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`Measuring: ${name} …`);
  const part = renderSection(await measure());
  console.log(`\n${part}`);
  parts.push(part);
}
if (wanted.length === 0) {
  const head = `# Benchmarks

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${cpus()[0]?.model.trim() ?? "unknown CPU"}, ${availableParallelism()} cores, Node ${process.versions.node}, load ${loadAtStart.toFixed(1)} before it began.
All of it in one run on one machine; ratios travel better than milliseconds.`;
  await writeFile("docs/benchmarks.md", `${[head, ...parts].join("\n\n")}\n`);
  console.error("\nWritten to docs/benchmarks.md");
}
process.exit();
