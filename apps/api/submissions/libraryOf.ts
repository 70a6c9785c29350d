import type { R2Bucket } from "@cloudflare/workers-types";
import { type GuestLibrary, guestLibrarySha256, hashOfLibrary } from "@steepest/core/sandbox/guestLibrary.ts";
import { guestSources } from "@steepest/core/sandbox/guestSources.generated.ts";
import { z } from "zod";
import { storeJson } from "../database/store.ts";

/** Keeps the library that this deployment checks submissions with, once, and gives its hash: a later one does not change what a page shows of an earlier version. */
export async function storeLibrary(store: R2Bucket): Promise<string> {
  const sha256 = guestLibrarySha256();
  if ((await store.head(`libraries/${sha256}`)) === null) {
    await storeJson(store, "libraries", () => sha256, guestSources);
  }
  return sha256;
}

/** The library of that hash, or null where the store lacks it. */
export async function libraryOf(store: R2Bucket, sha256: string): Promise<GuestLibrary | null> {
  if (sha256 === guestLibrarySha256()) return guestSources;
  const stored = await store.get(`libraries/${sha256}`);
  if (stored === null) return null;
  const library = z.record(z.string(), z.string()).safeParse(await stored.json());
  return library.success && hashOfLibrary(library.data) === sha256 ? library.data : null;
}
