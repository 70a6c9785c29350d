import { chartStyles } from "@steepest/charts/chartStyles.ts";
import type { APIRoute } from "astro";

export const prerender = true;

/** The charts' own stylesheet: both themes of every submission's colour. */
export const GET: APIRoute = () => new Response(chartStyles, { headers: { "content-type": "text/css" } });
