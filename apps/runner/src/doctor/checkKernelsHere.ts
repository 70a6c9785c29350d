import type { KernelReport } from "@steepest/tensors/backend/checkKernels.ts";
import type { BackendName } from "@steepest/tensors/backend/openBackend.ts";
import { z } from "zod";
import { refusalSchema } from "../trial/answerParent.ts";
import { askProcess } from "../trial/askProcess.ts";

const answerSchema = z.discriminatedUnion("ok", [
  z.strictObject({
    ok: z.literal(true),
    report: z.strictObject({
      checked: z.int(),
      failures: z.array(z.strictObject({ name: z.string(), reason: z.string() })),
    }),
  }),
  refusalSchema,
]);

/** Whether a backend computes as `cpu` does. In a process of its own, which a driver may take down with it. */
export async function checkKernelsHere(backend: BackendName): Promise<KernelReport> {
  try {
    const module = new URL("./kernelCheckProcess.ts", import.meta.url);
    const answer = answerSchema.parse(await askProcess({ module, arguments: [backend] }));
    if (answer.ok) return answer.report;
    const { what, details } = answer.error;
    return { checked: 0, failures: [{ name: "opening it", reason: `${what} ${details}`.trim() }] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { checked: 0, failures: [{ name: "the check", reason }] };
  }
}
