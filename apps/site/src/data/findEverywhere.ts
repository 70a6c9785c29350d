import { env } from "cloudflare:workers";
import references from "virtual:references";
import { createSearch, type Found } from "../search/createSearch.ts";
import type { SearchSection } from "../search/searchSections.ts";
import { type Asked, clientFor } from "./client.ts";

/** Submissions, reference submissions and workloads: they change, so they are asked for. */
async function thingsOf(page: Asked, query: string): Promise<SearchSection[]> {
  const client = clientFor(page);
  // A platform may have more submissions than a page of them: those that have the words, and the first of all, which may have words like them.
  const [named, first, workloads] = await Promise.all([
    client.submissions({ find: query.slice(0, 60) }),
    client.submissions(),
    client.workloads(),
  ]);
  const submissions = new Map([...named, ...first].map((one) => [one.name, one]));
  return [
    ...[...submissions.values()].map(({ name, description, owner }) => ({
      href: `/submissions/${name}`,
      title: name,
      of: "Submission",
      text: `${description ?? ""} by ${owner}`,
    })),
    ...references.map(({ name, manifest }) => ({
      href: `/references/${name}`,
      title: name,
      of: "Reference",
      text: [manifest.description ?? "", manifest.paper ?? ""].join(" "),
    })),
    ...workloads.map(({ id, title, summary }) => ({
      href: `/workloads/${id}`,
      title: `${title} (${id})`,
      of: "Workload",
      text: summary,
    })),
  ];
}

/** Documents as they were built, and everything that is on the platform now. */
export async function findEverywhere(page: Asked, query: string): Promise<Found[]> {
  const [file, things] = await Promise.all([
    env.ASSETS.fetch(new Request(new URL("/search-documents.json", page.url))),
    thingsOf(page, query),
  ]);
  const sections = file.ok ? ((await file.json()) as SearchSection[]) : [];
  return createSearch([...things, ...sections])(query);
}
