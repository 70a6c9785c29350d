import { createRoute, z } from "@hono/zod-openapi";
import { servedDatasetSchema } from "@steepest/core/schema/api/data.ts";
import { allDatasets } from "@steepest/workloads/datasets/datasetOf.ts";
import { keptFile, servedDatasets } from "../data/servedData.ts";
import { ApiProblem, notFound } from "../http/apiProblem.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, otherAnswer, problems } from "../http/describe.ts";
import { immutable, isKnown } from "../http/immutable.ts";

export const dataRoutes = createRouter();

dataRoutes.openapi(
  createRoute({
    method: "get",
    path: "/data",
    tags: ["Catalogue"],
    summary: "The prepared data that this deployment serves",
    responses: { 200: jsonAnswer(z.array(servedDatasetSchema), "Its datasets, each with its files.") },
  }),
  async (context) => {
    const served = await servedDatasets(context.env);
    return context.json(
      served.map(({ id, files }) => ({
        id,
        files: files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
      })),
      200,
    );
  },
);

dataRoutes.openapi(
  createRoute({
    method: "get",
    path: "/data/{dataset}/{file}",
    tags: ["Catalogue"],
    summary: "A prepared file of a dataset",
    description:
      "What a trial in a browser's tab trains on: the very bits that `steepest` prepares from its packages. With `sha256`, which must be the file's, the answer may be kept for good.",
    request: {
      params: z.object({ dataset: z.string(), file: z.string() }),
      query: z.object({ sha256: z.string().optional() }),
    },
    responses: {
      200: otherAnswer("application/octet-stream", "The file's bytes."),
      304: { description: "The copy that the client has is good." },
      ...problems(404),
    },
  }),
  async (context) => {
    const { dataset: id, file: name } = context.req.valid("param");
    const { sha256 } = context.req.valid("query");
    const dataset = allDatasets.find((one) => one.id === id);
    const file = dataset?.files.find((one) => one.name === name);
    if (dataset === undefined || file === undefined)
      throw notFound("data-file", `${id}/${name}`, "GET /v1/data");
    if (sha256 !== undefined && sha256 !== file.sha256) {
      throw new ApiProblem(404, "data-of-other-version", {
        title: `This deployment has another version of ${id}/${name}.`,
        detail: `Its SHA-256 is ${file.sha256}; ${sha256} was asked for.`,
        solution: "Use the version of Steepest that this deployment runs: reload the page.",
      });
    }
    const isGood =
      sha256 === undefined ? isKnown(context, file.sha256) : immutable(context, file.sha256, true);
    if (isGood) return context.body(null, 304);
    const kept = await keptFile(context.env, dataset, file);
    if (kept === null) {
      throw new ApiProblem(404, "data-not-served", {
        title: `This deployment does not serve ${id}/${name}.`,
        detail: "Its operator has not uploaded the dataset.",
        solution:
          "Run the workload with the CLI, which prepares its data itself; GET /v1/data lists what is served.",
      });
    }
    context.header("content-type", "application/octet-stream");
    if (kept.encoding === null) {
      context.header("content-length", String(file.bytes));
      return context.body(kept.body, 200);
    }
    context.header("content-encoding", kept.encoding);
    // As it is kept: the runtime would compress it once more.
    const packed = { headers: context.res.headers, encodeBody: "manual" } as ResponseInit;
    return new Response(kept.body, packed);
  },
);
