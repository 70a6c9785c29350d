import { env } from "cloudflare:workers";
import references from "virtual:references";
import { escapeXml } from "@steepest/charts/escapeXml.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";
import type { APIRoute } from "astro";
import { clientFor } from "../data/client.ts";
import { siteOrigin } from "../data/whoAsks.ts";
import type { SearchSection } from "../search/searchSections.ts";

const always = [
  "/",
  "/play",
  "/boards",
  "/workloads",
  "/submissions",
  "/references",
  "/claims",
  "/rules",
  "/submit",
  "/docs",
  "/api",
  "/runners",
  "/lab",
];

/** Most addresses that a sitemap may have. */
const most = 50_000;

/** Submissions of a list as long as the API gives, and lists that are asked for: a Worker may ask its database no more than so often for a request. */
const perList = 200;
const mostLists = 20;

async function submissionNames(client: Client): Promise<string[]> {
  const names: string[] = [];
  for (let list = 0; list < mostLists; list++) {
    const read = await client.submissions({ limit: String(perList), after: names.at(-1) });
    names.push(...read.map(({ name }) => name));
    if (read.length < perList) break;
  }
  return names;
}

/** What search engines are to find: nothing of anybody's own, whoever asks. */
export const GET: APIRoute = async ({ url, request }) => {
  const address = request.headers.get("cf-connecting-ip");
  const asVisitor = new Request(url, { headers: address === null ? {} : { "cf-connecting-ip": address } });
  const client = clientFor({ url, request: asVisitor });
  const [boards, submissions, workloads, file] = await Promise.all([
    client.boards(),
    submissionNames(client),
    client.workloads(),
    env.ASSETS.fetch(new Request(new URL("/search-documents.json", url))),
  ]);
  const sections = file.ok ? ((await file.json()) as SearchSection[]) : [];
  const paths = new Set([
    ...always,
    ...sections.map(({ href }) => href.replace(/#.*/, "")),
    ...boards.map(({ id }) => `/boards/${id}`),
    ...workloads.map(({ id }) => `/workloads/${id}`),
    ...references.map(({ name }) => `/references/${name}`),
    ...submissions.map((name) => `/submissions/${name}`),
  ]);
  const origin = siteOrigin(url);
  const entries = [...paths]
    .slice(0, most)
    .map((path) => `  <url><loc>${escapeXml(origin + path)}</loc></url>`);
  return new Response(
    `<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${entries.join("\n")}\n</urlset>\n`,
    {
      headers: { "content-type": "application/xml; charset=utf-8", "cache-control": "public, max-age=3600" },
    },
  );
};
