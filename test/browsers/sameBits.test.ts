import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { committed } from "@steepest/base/math/testing/bitPatterns.ts";
import { beforeAll, describe, expect, test } from "vitest";
import { type BrowserName, findBrowser, runInBrowser } from "./runInBrowser.ts";
import { answer, type Question, type SameBits } from "./sameBits.ts";

const tfjsBinary = "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm";
let inNode: SameBits;

beforeAll(async () => {
  inNode = await answer({ wasmUrl: null });
});

describe("in Node", () => {
  test("the functions give the committed bits", () => {
    expect(inNode.patterns).toEqual(committed);
  });

  test("streams, initial parameters, tables and points are the committed ones", () => {
    const { patterns: _, points, ...hashes } = inNode;
    expect(hashes).toMatchInlineSnapshot(`
      {
        "hugeAngles": "592af079c1ddef2be4382d2281dfb236bd6547bc833a35461104de2478bbe65c",
        "initial": {
          "brown_lm": "dcf011fdb9912e0e85a3d9804ce3cdd99d200f369a948d468b1dc517a2a6b111",
          "mnist_cnn": "eb3298bcd0a82f7404da8facc65c345f46457d4655433f3e23ca740641c607ce",
          "mnist_mlp": "d80fd66312fe25a3bdb37ac78c2aa738761d073a8d670c6d7043fc33b19ad630",
        },
        "normal": "0731e31551266293127e66649d58facbbcd9a6bf2d8b7dc0f22e34ce5c28b86b",
        "permutation": "4cb69ed92efceedf0ac62130930d2162d47f82f9880426b96d396480d0c93658",
        "powersOfTwo": "b0c7ccd92624502d970f8a0504011eb698f99ebdec5e27ae5601a84ac474b50a",
        "rotary": "80860c5a128201459d922f97fab4197a5a58c6319b0c7a4b432469068c7e7471",
        "uniform": "ae4a160008df346c6567cc2fbe718089e211b7b48e851552905854a354b4515b",
      }
    `);
    expect(points.slice(0, 4)).toMatchInlineSnapshot(`
      [
        0.00206468324300266,
        0.02413217814104914,
        0.00012181116470975545,
        0.26245509233825715,
      ]
    `);
  });
});

describe.each<BrowserName>(["chromium", "firefox"])("in %s", (browser) => {
  test.skipIf(findBrowser(browser) === null)(
    "all bits are those of Node",
    async () => {
      const question: Question = { wasmUrl: "/tfjs.wasm" };
      const there = await runInBrowser<SameBits>(browser, {
        entry: fileURLToPath(new URL("./sameBits.ts", import.meta.url)),
        question,
        files: { "/tfjs.wasm": createRequire(import.meta.url).resolve(tfjsBinary) },
      });
      expect(there).toEqual(inNode);
    },
    120_000,
  );
});
