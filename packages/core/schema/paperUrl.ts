/** Where a paper is, as manifests name it: an arXiv id, a DOI or a URL; null where it is none of them. */
export function paperUrl(paper: string): string | null {
  if (/^https?:\/\//.test(paper)) return URL.canParse(paper) && !/\s/.test(paper) ? paper : null;
  const arxiv = /^(?:arxiv[: ])?((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?\/\d{7})(?:v\d+)?)$/i.exec(
    paper,
  )?.[1];
  if (arxiv !== undefined) return `https://arxiv.org/abs/${arxiv}`;
  const doi = /^(?:doi[: ])?(10\.\d{4,}\/\S+)$/i.exec(paper)?.[1];
  return doi === undefined ? null : `https://doi.org/${doi}`;
}
