import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { allDatasets } from "../datasets/datasetOf.ts";

/**
 * Answers from a folder of prepared data, as the Worker's binding DATA asks on one's own machine: `/` lists the files there are as `dataset/file`, and each is
 * at that path. No path but theirs is read.
 */
export const serveData =
  (directory: string) =>
  async (request: { readonly url: string }): Promise<Response> => {
    const known = allDatasets.flatMap(({ id, files }) => files.map(({ name }) => `${id}/${name}`));
    const path = new URL(request.url).pathname.slice(1);
    if (path === "") return Response.json(known.filter((file) => existsSync(join(directory, file))));
    if (!known.includes(path)) return new Response(null, { status: 404 });
    try {
      return new Response(new Uint8Array(await readFile(join(directory, path))));
    } catch {
      // Not prepared yet.
      return new Response(null, { status: 404 });
    }
  };
