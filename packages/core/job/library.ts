import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { guestSources } from "../sandbox/guestSources.generated.ts";
import type { PriceList } from "../schema/priceList.ts";

let known: { readonly prices: PriceList | null; readonly sha256: string } | null = null;

/**
 * SHA-256 over what a trial is computed and priced with: the guest's library, the kernels in WebAssembly and the price list. Records that
 * agree in it, in their data and in their job are equal to the last bit.
 */
export async function librarySha256(prices: PriceList | null): Promise<string> {
  if (known?.prices === prices) return known.sha256;
  const modules = [
    (await import("@steepest/tensors/backend/modules/elementwise.generated.ts")).elementwiseModule,
    (await import("@steepest/tensors/backend/modules/fused.generated.ts")).fusedModule,
    (await import("@steepest/tensors/backend/modules/images.generated.ts")).imagesModule,
    (await import("@steepest/tensors/backend/modules/matrix.generated.ts")).matrixModule,
    (await import("@steepest/tensors/backend/modules/trees.generated.ts")).treesModule,
  ];
  const hash = sha256.create();
  for (const part of [guestSources, modules, prices]) hash.update(utf8ToBytes(JSON.stringify(part)));
  known = { prices, sha256: bytesToHex(hash.digest()) };
  return known.sha256;
}
