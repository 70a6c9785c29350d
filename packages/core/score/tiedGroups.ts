/**
 * Groups of rows of which no two were told apart, each as large as it can be: whoever shares a group with another is tied with it, and who shares none
 * is not (Piepho 2004, "compact letter display"). Being tied does not carry over, so groups overlap. In the order of the rows; a row that is tied with nobody
 * is a group of its own. Meant for some dozen rows.
 */
export function tiedGroups(rows: number, differ: (one: number, other: number) => boolean): number[][] {
  let groups: number[][] = [Array.from({ length: rows }, (_, row) => row)];
  for (let one = 0; one < rows; one++) {
    for (let other = one + 1; other < rows; other++) {
      if (!differ(one, other)) continue;
      const split = groups.flatMap((group) =>
        group.includes(one) && group.includes(other)
          ? [group.filter((row) => row !== other), group.filter((row) => row !== one)]
          : [group],
      );
      // What another group holds says nothing more. No two are alike: none lay in another before, and each part lacks what its other part has.
      groups = split.filter(
        (group, at) =>
          !split.some((larger, place) => place !== at && group.every((row) => larger.includes(row))),
      );
    }
  }
  return groups
    .filter((group) => group.length > 0)
    .sort((a, b) => (a[0] as number) - (b[0] as number) || (a.at(-1) as number) - (b.at(-1) as number));
}
