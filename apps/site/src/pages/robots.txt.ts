import type { APIRoute } from "astro";
import { siteOrigin } from "../data/whoAsks.ts";

export const GET: APIRoute = ({ url }) =>
  new Response(
    `User-agent: *\nAllow: /\nDisallow: /v1/\nDisallow: /search\n\nSitemap: ${siteOrigin(url)}/sitemap.xml\n`,
    { headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "public, max-age=3600" } },
  );
