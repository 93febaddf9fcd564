import ipaddr from "ipaddr.js";

/** An IPv4 range: the first address as a number, and how many leading bits are fixed. */
export interface Cidr {
  readonly first: number;
  readonly prefix: number;
}

const size = (prefix: number): number => 2 ** (32 - prefix);

/**
 * Reads `10.11.0.0/16`.
 *
 * @throws when the text is no IPv4 CIDR block, or has bits set to the right of the prefix.
 */
export function parseCidr(text: string): Cidr {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(text)) {
    throw new Error(`must be an IPv4 CIDR block such as 10.11.0.0/16, got ${JSON.stringify(text)}`);
  }
  const [address, prefix] = ipaddr.IPv4.parseCIDR(text);
  const first = address.toByteArray().reduce((number, byte) => number * 256 + byte, 0);
  if (first % size(prefix) !== 0) {
    const network = formatCidr({ first: first - (first % size(prefix)), prefix });
    throw new Error(`must start at its network address, ${network}, got ${JSON.stringify(text)}`);
  }
  return { first, prefix };
}

export function formatCidr({ first, prefix }: Cidr): string {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${bytes.join(".")}/${prefix}`;
}

/** The `index`th block of `prefix` bits inside `parent`. */
export function childCidr(parent: Cidr, prefix: number, index: number): Cidr {
  return { first: parent.first + index * size(prefix), prefix };
}

export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.first < b.first + size(b.prefix) && b.first < a.first + size(a.prefix);
}

export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.prefix <= inner.prefix && overlaps(outer, inner);
}
