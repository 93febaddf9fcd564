/**
 * A name, path or ARN with `*` for any characters and `?` for one, as AWS writes them.
 *
 * @param flags `i` where capitals do not count, as in IAM's actions and in hosts
 */
export function wildcard(pattern: string, flags: "" | "i" = ""): RegExp {
  const form = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${form}$`, `s${flags}`);
}
