import type { APIRoute } from "astro";
import { documents } from "../data/documents.ts";
import { searchSections } from "../search/searchSections.ts";

export const prerender = true;

/** What can be found in the documents, made when the site is built: searched by the Worker, or by a tab that has it. */
export const GET: APIRoute = () =>
  Response.json(
    documents.flatMap(({ href, headings, markdown }) => searchSections(href, markdown, headings)),
  );
