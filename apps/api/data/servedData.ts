import type { Dataset } from "@steepest/workloads/datasets/dataset.ts";
import { allDatasets } from "@steepest/workloads/datasets/datasetOf.ts";
import type { Bindings } from "../bindings.ts";

/** A prepared file as it is kept. */
export interface KeptFile {
  readonly body: ReadableStream;
  readonly encoding: "gzip" | null;
}

type Pinned = Dataset["files"][number];

/** Where `scripts/uploadData.ts` puts a file: by its content, so that a new version of a dataset takes nothing from the one that is deployed. */
export const dataKey = ({ sha256 }: Pinned): string => `data/${sha256}`;

/** The datasets whose files are all here: in the folder that the binding DATA reads (a local platform), else in the bucket. */
export async function servedDatasets({ DATA, STORE }: Bindings): Promise<readonly Dataset[]> {
  if (DATA !== undefined) {
    const there = new Set((await (await DATA.fetch("http://data/")).json()) as string[]);
    return allDatasets.filter(({ id, files }) => files.every(({ name }) => there.has(`${id}/${name}`)));
  }
  // Some fifty files: one page of the bucket's list has a thousand.
  const { objects } = await STORE.list({ prefix: "data/" });
  const there = new Set(objects.map(({ key }) => key));
  return allDatasets.filter(({ files }) => files.every((file) => there.has(dataKey(file))));
}

/** One file of a dataset, or null where this deployment has none. */
export async function keptFile(
  { DATA, STORE }: Bindings,
  { id }: Dataset,
  file: Pinned,
): Promise<KeptFile | null> {
  if (DATA !== undefined) {
    const { ok, body } = await DATA.fetch(`http://data/${id}/${file.name}`);
    return ok && body !== null ? { body: body as unknown as ReadableStream, encoding: null } : null;
  }
  const object = await STORE.get(dataKey(file));
  if (object === null) return null;
  const encoding = object.httpMetadata?.contentEncoding === "gzip" ? "gzip" : null;
  return { body: object.body as unknown as ReadableStream, encoding };
}
