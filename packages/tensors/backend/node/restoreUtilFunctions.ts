import util from "node:util";

/**
 * What tfjs-node 4.22's dist calls of `node:util` and newer Node lacks: `isNullOrUndefined` (nodejs_kernel_backend.js,
 * kernels/TopK.js) is gone since Node 23, `isArray` (nodejs_kernel_backend.js) is deprecated (DEP0044) and goes next.
 */
const removed = {
  isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
  isArray: (value: unknown): boolean => Array.isArray(value),
};

/** Puts back into a `util` module what tfjs-node needs and it lacks. To be called before tfjs-node is required. */
export function restoreUtilFunctions(module: object = util): void {
  for (const [name, value] of Object.entries(removed)) {
    if (!(name in module)) Object.defineProperty(module, name, { value, configurable: true, writable: true });
  }
}
