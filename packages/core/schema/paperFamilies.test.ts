import { expect, test } from "vitest";
import { familyOf, paperFamilies, papersOf } from "./paperFamilies.ts";

test("a paper is of one family however it is written, and of none where it stands in none", () => {
  for (const paper of ["arXiv 2010.01412", "arXiv:2010.01412v3", "https://arxiv.org/abs/2010.01412"])
    expect(familyOf(paper)).toBe("flat");
  expect(familyOf("https://openreview.net/forum?id=8j9hz8DVi8")).toBe("curvature");
  expect([familyOf("arXiv 2502.15015"), familyOf(null), familyOf(undefined)]).toEqual([null, null, null]);
});

test("no paper stands in two families", () => {
  const papers = paperFamilies.flatMap(papersOf);
  expect(new Set(papers).size).toBe(papers.length);
  expect(papers.filter((paper) => paper !== paper.toLowerCase())).toEqual([]);
});
