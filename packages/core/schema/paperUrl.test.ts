import { expect, test } from "vitest";
import { paperUrl } from "./paperUrl.ts";

test.each([
  ["arXiv 1711.05101", "https://arxiv.org/abs/1711.05101"],
  ["1412.6980v9", "https://arxiv.org/abs/1412.6980v9"],
  ["arXiv cs/0101001", "https://arxiv.org/abs/cs/0101001"],
  ["doi:10.1214/aoms/1177729586", "https://doi.org/10.1214/aoms/1177729586"],
  ["https://example.org/paper.pdf", "https://example.org/paper.pdf"],
  ["https://", null],
  ["https://a b.org/", null],
  ["Polyak 1964", null],
  ["javascript:alert(1)", null],
])("%s is at %s", (paper, url) => {
  expect(paperUrl(paper)).toBe(url);
});
