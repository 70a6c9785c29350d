import { expect, test } from "vitest";
import { documentUrl } from "./documentUrl.ts";

const references = new Map([
  ["adam_8bit/external.ts", "adam_8bit"],
  ["soap/self.ts", "soap_self"],
]);

test.each([
  ["scoring.md", "/docs/scoring"],
  ["./rules.md#trials", "/rules#trials"],
  ["README.md#guides", "/docs#guides"],
  ["decisions/0003-one-worker.md", "/docs/decisions/0003-one-worker"],
  ["../contract.md#trees", "/docs/contract#trees"],
  ["https://example.org/readme.md", "https://example.org/readme.md"],
  ["../submissions/adam_8bit/external.ts", "/references/adam_8bit"],
  ["../submissions/soap/self.ts", "/references/soap_self"],
  ["../submissions/soap/algorithm.ts", "../submissions/soap/algorithm.ts"],
  ["../submissions/conformance.test.ts", "../submissions/conformance.test.ts"],
  ["#below", "#below"],
  ["/submit", "/submit"],
])("%s leads to %s", (written, page) => {
  expect(documentUrl(written, references)).toBe(page);
});
