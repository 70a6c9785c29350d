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
  // What somebody installed beside the lock on purpose stays, with all that it brought.
  if (optionalPeers(lock).some((name) => `node_modules/${name}` in (installed.packages ?? {}))) return null;
  const extra = Object.keys(installed.packages ?? {}).find((path) => !(path in lock.packages));
  return extra === undefined ? null : `${extra} is no longer in the lockfile`;
}

/** Packages that a workspace can use and npm does not install by itself: TensorFlow for Node, say. */
function optionalPeers(lock) {
  const workspaces = Object.entries(lock.packages).filter(([path]) => !path.includes("node_modules/"));
  return workspaces.flatMap(([, { peerDependenciesMeta = {} }]) =>
    Object.keys(peerDependenciesMeta).filter((name) => peerDependenciesMeta[name].optional),
  );
}
