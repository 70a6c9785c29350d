import type { ComputeDevice } from "@steepest/tensors/backend/device.ts";
import type { BackendName } from "@steepest/tensors/backend/openBackend.ts";
import { z } from "zod";
import { refusalSchema } from "../trial/answerParent.ts";
import { askProcess } from "../trial/askProcess.ts";

const answerSchema = z.discriminatedUnion("ok", [z.strictObject({ ok: z.literal(true) }), refusalSchema]);

/** A driver whose device is gone may never answer. */
const mostSeconds = 60;

/** Computes a product on a device, in a process of its own; why that does not work, or null where it does. */
export async function tryDevice(
  backend: BackendName,
  device: ComputeDevice,
  signal: AbortSignal,
): Promise<string | null> {
  const timeout = AbortSignal.timeout(1000 * mostSeconds);
  try {
    const answer = answerSchema.parse(
      await askProcess({
        module: new URL("./tryProcess.ts", import.meta.url),
        arguments: [backend],
        pin: false,
        device,
        signal: AbortSignal.any([signal, timeout]),
      }),
    );
    return answer.ok ? null : `${answer.error.what} ${answer.error.details}`.trim();
  } catch (error) {
    if (timeout.aborted) return `it gave no answer within ${mostSeconds} s.`;
    return error instanceof Error ? error.message : String(error);
  }
}
