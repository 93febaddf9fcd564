/** A name, path or ARN with `*` for any characters and `?` for one, as AWS writes them. */
export function wildcard(pattern: string): RegExp {
  const form = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${form}$`, "s");
}
