/** A process that opens the backend named by its argument, compares its kernels with those of `cpu`, and tells its parent. */
import { checkKernels } from "@steepest/tensors/backend/checkKernels.ts";
import { registerNodeProviders } from "@steepest/tensors/backend/node/nodeProviders.ts";
import { type BackendName, openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { answerParent } from "../trial/answerParent.ts";

await answerParent(async () => {
  registerNodeProviders();
  return { report: await checkKernels(await openBackend(process.argv[2] as BackendName)) };
});
