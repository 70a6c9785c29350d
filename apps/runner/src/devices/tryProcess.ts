/** A process that opens the backend named by its argument, on the device that its environment names, and computes a product whose value is known. */
import { registerNodeProviders } from "@steepest/tensors/backend/node/nodeProviders.ts";
import { type BackendName, openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { matMul, ones } from "@tensorflow/tfjs";
import { answerParent } from "../trial/answerParent.ts";

const size = 64;

await answerParent(async () => {
  registerNodeProviders();
  const backend = await openBackend(process.argv[2] as BackendName);
  const product = matMul(ones([size, size]), ones([size, size]));
  const values = await product.data();
  await backend.sync();
  if (!values.every((value) => value === size)) throw new Error("it computed a wrong product");
  return {};
});
