import { limit as anyLimit, checkedOptions } from "../checkedOptions.ts";
import { clip } from "../operations/elementwise.ts";
import type { Transform } from "../transform.ts";
import { stateless } from "./stateless.ts";

/** Every element limited to [−limit, limit]; Infinity is no limit. */
export function clipByValue(limit: number): Transform<null> {
  checkedOptions("clipByValue", { limit }, { limit: [anyLimit] });
  return stateless((updates) => clip(updates, -limit, limit));
}
