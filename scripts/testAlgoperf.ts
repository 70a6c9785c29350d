// One forward and backward step of the models at AlgoPerf's full size: npm run test:algoperf
// Some of them: npm run test:algoperf -- imagenet_vit
// Minutes and gigabytes, so not part of `npm test`. Loss and every gradient have to be finite.
import { chdir } from "node:process";
import { fileURLToPath } from "node:url";
import { grads, sum, type Tensor, tidy } from "@tensorflow/tfjs";
import { openBackend } from "../packages/tensors/backend/openBackend.ts";
import { type FullSizeModel, fullSizeModels } from "../packages/workloads/testing/fullSizeModels.ts";
import { initialize } from "../packages/workloads/testing/initialize.ts";

chdir(fileURLToPath(new URL("..", import.meta.url)));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => fullSizeModels[name] === undefined);
if (unknown.length > 0) {
  console.error(`There is no full-size model called ${unknown.join(" or ")}.`);
  process.exit(2);
}

await openBackend("wasm");
for (const [name, build] of Object.entries(fullSizeModels)) {
  if (wanted.length === 0 || wanted.includes(name)) step(name, await build());
}

function step(name: string, model: FullSizeModel): void {
  const { parameters, state } = initialize(model);
  const elements = parameters.reduce((total, { size }) => total + size, 0);
  const started = performance.now();
  tidy(() => {
    let loss = Number.NaN;
    const gradients = grads((...p: Tensor[]) => {
      const { losses, weights } = model.forward(p, state);
      const mean = sum(losses).div(sum(weights));
      loss = mean.dataSync()[0] as number;
      return mean;
    })(parameters);
    // A sum of squares overflows or is NaN as soon as one number does.
    const norms = gradients.map((gradient) => gradient.square().sum().dataSync()[0] as number);
    const bad = norms.flatMap((norm, at) => (Number.isFinite(norm) ? [] : [model.parameterSpecs[at]?.name]));
    if (!Number.isFinite(loss) || bad.length > 0)
      throw new Error(`${name}: loss ${loss}, gradients that are not finite: ${bad.join(", ")}`);
    const reached = norms.filter((norm) => norm > 0).length;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const gigabytes = (process.memoryUsage().rss / 2 ** 30).toFixed(1);
    console.log(
      `${name}: ${elements.toLocaleString("en")} parameters, loss ${loss.toFixed(3)}, ${reached} of ${norms.length} gradients not 0, ${seconds} s, ${gigabytes} GB`,
    );
  });
  for (const each of [...parameters, ...state]) each.dispose();
}
