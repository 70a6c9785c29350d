/** How a reference submission is known to be right, in words; none where nothing but the conformance table runs it. */
export const verifiedBy = ({
  verification: { golden, papers },
}: {
  readonly verification: { readonly golden: string | null; readonly papers: readonly unknown[] };
}): string[] => [
  ...(golden === null ? [] : ["golden trajectory"]),
  ...(papers.length > 0 ? ["property test"] : []),
];
