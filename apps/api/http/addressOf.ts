/** Who asks, as Cloudflare tells: of IPv6 the /64, which one customer has whole. Null where nothing in front of the Worker tells. */
export function addressOf(headers: Headers): string | null {
  const address = headers.get("cf-connecting-ip")?.trim().toLowerCase() ?? "";
  if (address === "") return null;
  if (!address.includes(":") || address.includes(".")) return address;
  const [before = "", after] = address.split("::");
  const groups = (text: string | undefined): string[] => (text ? text.split(":") : []);
  const [head, tail] = [groups(before), groups(after)];
  const zeros = Math.max(0, 8 - head.length - tail.length);
  const whole = after === undefined ? head : [...head, ...Array<string>(zeros).fill("0"), ...tail];
  return `${whole
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
