// The price list of a hardware class, measured on this machine: npm run prices
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { chdir } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { priceListSchema } from "@steepest/core/schema/priceList.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { cards } from "@steepest/workloads/cards.ts";
import { measurePrices } from "@steepest/workloads/node/prices/measurePrices.ts";
import { measureProducts } from "@steepest/workloads/node/prices/measureProduct.ts";
import { checkPrices } from "./prices/checkPrices.ts";
import { renderPrices } from "./prices/renderPrices.ts";
import { wholeNumber } from "./wholeNumber.ts";

const help = `Measures what every operation costs on this machine, and writes the price list of a hardware class.
Interrupted measuring goes on where it stopped; delete DIR/prices to measure anew. Wants a quiet machine.

  npm run prices -- [options]

  --class ID      the hardware class (default cpu-wasm)
  --workload ID   only these workloads; the others, and all operations, keep their prices
  --products      only how many gradients a product with the Hessian takes; every other price stays
  --rounds N      repetitions of each measurement between anchors (default 9)
  --check         compare the list with the clock instead, and write docs/prices.md: steps of NadamW on all
                  workloads, of every reference submission on the suite quick, and every operation
  --passes N      with --check: how often all steps are measured; each ratio is the median (default 3)
  --directory DIR holds data and measurements (default .steepest)
`;

chdir(fileURLToPath(new URL("..", import.meta.url)));
const { values } = parseArgs({
  options: {
    class: { type: "string", default: "cpu-wasm" },
    workload: { type: "string", multiple: true },
    rounds: { type: "string", default: "9" },
    check: { type: "boolean", default: false },
    products: { type: "boolean", default: false },
    passes: { type: "string", default: "3" },
    directory: { type: "string", default: ".steepest" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(help);
} else {
  const path = `packages/workloads/prices/${values.class}.json`;
  const previous = existsSync(path) ? priceListSchema.parse(JSON.parse(readFileSync(path, "utf8"))) : null;
  await openBackend("wasm");
  const engine = await loadEngine();
  const started = performance.now();
  const report = (line: string) =>
    console.log(`${((performance.now() - started) / 1000).toFixed(0).padStart(6)} s  ${line}`);
  const known = cards.map(({ id }) => id);
  const workloads = values.workload ?? known;
  const unknown = workloads.filter((id) => !known.includes(id));
  if (unknown.length > 0) {
    console.error(`There is no workload called ${unknown.join(" or ")}.\n→ Use some of: ${known.join(", ")}`);
    process.exit(2);
  }
  if (values.check || values.products) {
    if (previous === null) {
      console.error(
        `There is no price list ${path}.\n→ Measure one: npm run prices -- --class ${values.class}`,
      );
      process.exit(1);
    }
    if (values.products) {
      const made = await measureProducts(previous, {
        directory: values.directory,
        workloads,
        rounds: wholeNumber("rounds", values.rounds),
        report,
      });
      writeFileSync(path, `${JSON.stringify(made, null, 2)}\n`);
      console.log(`Wrote ${path}, version ${made.version}.`);
      process.exit();
    }
    const check = await checkPrices({
      engine,
      list: previous,
      directory: values.directory,
      workloads,
      passes: wholeNumber("passes", values.passes),
      report,
    });
    writeFileSync("docs/prices.md", renderPrices(previous, check));
    console.log("Wrote docs/prices.md.");
  } else {
    const made = await measurePrices({
      engine,
      hardwareClass: values.class,
      directory: values.directory,
      workloads,
      rounds: wholeNumber("rounds", values.rounds),
      previous,
      command: [
        "npm run prices -- --rounds",
        values.rounds,
        ...(values.workload ?? []).map((id) => `--workload ${id}`),
      ].join(" "),
      report,
    });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(made, null, 2)}\n`);
    console.log(`Wrote ${path}, version ${made.version}.`);
  }
}
