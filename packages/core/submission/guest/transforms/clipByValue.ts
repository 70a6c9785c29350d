import { clip } from "../operations/elementwise.ts";
import { stateless } from "./stateless.ts";

/** Every element limited to [−limit, limit]. */
export const clipByValue = (limit: number) => stateless((updates) => clip(updates, -limit, limit));
