import ipaddr from "ipaddr.js";

const BITS_PER_BYTE = 8;

/**
 * Checks an IPv6 range such as 2001:db8::/32.
 *
 * @throws when the text is none, or has bits set to the right of the prefix.
 */
export function checkIpv6Cidr(text: string): void {
  if (!ipaddr.IPv6.isValidCIDR(text)) {
    throw new Error(`must be an IPv6 CIDR block such as 2001:db8::/32, got ${JSON.stringify(text)}`);
  }
  const [address, prefix] = ipaddr.IPv6.parseCIDR(text);
  const stray = address.toByteArray().some((byte, index) => {
    const fixed = Math.min(BITS_PER_BYTE, Math.max(0, prefix - index * BITS_PER_BYTE));
    return (byte & (0xff >> fixed)) !== 0;
  });
  if (stray) {
    const network = ipaddr.IPv6.networkAddressFromCIDR(text);
    throw new Error(`must start at its network address, ${network}/${prefix}, got ${JSON.stringify(text)}`);
  }
}
