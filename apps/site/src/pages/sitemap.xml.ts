import { env } from "cloudflare:workers";
import references from "virtual:references";
import type { APIRoute } from "astro";
import { clientFor } from "../data/client.ts";
import { documents } from "../data/documents.ts";
import { sitemap } from "../format/sitemap.ts";

const fixed = [
  "/",
  "/boards",
  "/workloads",
  "/submissions",
  "/references",
  "/submit",
  "/rules",
  "/docs",
  "/api",
  "/runners",
];

/** Everything that has a page of its own and stays: boards with entries, workloads, references, documents, and a page of submissions; the others are linked from boards. */
export const GET: APIRoute = async ({ url, request }) => {
  const address = request.headers.get("cf-connecting-ip");
  const asVisitor = new Request(url, { headers: address === null ? {} : { "cf-connecting-ip": address } });
  const client = clientFor({ url, request: asVisitor });
  const [boards, workloads, submissions] = await Promise.all([
    client.boards(),
    client.workloads(),
    client.submissions(),
  ]);
  const paths = [
    ...fixed,
    ...boards.flatMap(({ id, entries }) => (entries > 0 ? [`/boards/${id}`] : [])),
    ...workloads.map(({ id }) => `/workloads/${id}`),
    ...references.map(({ name }) => `/references/${name}`),
    ...documents.map(({ slug }) => `/docs/${slug}`),
    ...submissions.map(({ name }) => `/submissions/${name}`),
  ];
  const { origin } = new URL(env.STEEPEST_URL || url);
  return new Response(sitemap(origin, paths), {
    headers: { "content-type": "application/xml; charset=utf-8", "cache-control": "public, max-age=3600" },
  });
};
