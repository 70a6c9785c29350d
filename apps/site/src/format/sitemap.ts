import { escapeXml } from "@steepest/charts/escapeXml.ts";

/** What search engines are told of: addresses below an origin (sitemaps.org, 0.9). */
export const sitemap = (origin: string, paths: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${paths
    .map((path) => `<url><loc>${escapeXml(new URL(path, origin).href)}</loc></url>\n`)
    .join("")}</urlset>\n`;
