import { createRequire, registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

/** The packages that make up tfjs. Two copies of one would be two sets of classes for the same tensors. */
const ourPackages = /^@tensorflow\/tfjs(-(core|layers|converter|data|backend-cpu))?(\/|$)/;

const ours = createRequire(import.meta.url);

/**
 * Requires a CommonJS package whose `@tensorflow/tfjs` is to be ours, wherever it is installed: its own copy, which npm
 * puts below it where versions or places differ, is never loaded.
 */
export function requireSharingTensors(directory: string): unknown {
  // Resolving in our place passes through the hook again.
  let resolving = false;
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (resolving || !ourPackages.test(specifier)) return next(specifier, context);
      resolving = true;
      try {
        const url = pathToFileURL(ours.resolve(specifier)).href;
        return { url, format: "commonjs", shortCircuit: true };
      } finally {
        resolving = false;
      }
    },
  });
  try {
    return ours(directory);
  } finally {
    hooks.deregister();
  }
}
