const compared = ["version", "resolved", "integrity", "link"];

/**
 * Says in words how node_modules (its hidden lockfile, which npm writes last) differs from package-lock.json, or null
 * where it holds what the lock asks for. Optional packages of other platforms are in the lock only.
 */
export function installedDiffersFromLock(lock, installed) {
  for (const [path, wanted] of Object.entries(lock.packages)) {
    if (path === "" || !path.includes("node_modules/")) continue;
    const found = installed.packages?.[path];
    if (found === undefined) {
      if (wanted.optional || wanted.devOptional) continue;
      return `${path} is missing`;
    }
    if (compared.some((key) => wanted[key] !== found[key])) return `${path} is not the locked one`;
  }
  const extra = Object.keys(installed.packages ?? {}).find((path) => !(path in lock.packages));
  return extra === undefined ? null : `${extra} is no longer in the lockfile`;
}
