import { ApiProblem } from "./apiProblem.ts";

/** The API's own payloads are nested six deep; parsers and validators recurse, so that a deep body costs far more than its length. */
export const mostNesting = 32;

const [quote, backslash] = [0x22, 0x5c];
const opens = new Set([0x5b, 0x7b]);
const closes = new Set([0x5d, 0x7d]);

/** Throws a 400 problem where JSON in UTF-8 nests lists and objects deeper than anything that the API takes. Read before any parser sees it. */
export function checkNesting(json: Uint8Array): void {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at] as number;
    if (isInString) {
      if (byte === backslash) at++;
      else if (byte === quote) isInString = false;
    } else if (byte === quote) isInString = true;
    else if (closes.has(byte)) depth--;
    else if (opens.has(byte) && ++depth > mostNesting) {
      throw new ApiProblem(400, "json-too-deep", {
        title: "The JSON of the request body is nested too deeply.",
        detail: `Lists and objects may lie ${mostNesting} deep at most; at byte ${at} there is one more.`,
        solution: "Send what /v1/openapi.json describes: nothing there is nested nearly as deep.",
      });
    }
  }
}
