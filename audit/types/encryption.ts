import { isTrue, textOf } from "../../terraform/json";
import { bad, good, keyName, type Question, warn } from "../facts/finding";
import type { Resource } from "../facts/resource";

export function withKey(key: string | undefined): string {
  return key ? `KMS key ${key}` : "KMS key that AWS manages";
}

/** Encrypted when the flag says so, with the key of `key` or one of AWS. */
export function flagged(flag: string, key: string): Question {
  return (resource, system) => {
    if (!isTrue(resource.body[flag])) return bad(`${flag} is not set`);
    return good(withKey(keyName(resource, key, system)));
  };
}

/** Encrypted by the service in any case; with the project's own key when one is named, else as `otherwise` says. */
export function always(key: string, otherwise = "key that AWS owns"): Question {
  return (resource, system) => {
    const name = keyName(resource, key, system);
    return name ? good(withKey(name)) : warn(otherwise);
  };
}

/** Whether one of the policies denies requests that come without TLS. */
export function deniesPlain(policies: readonly Resource[]): boolean {
  return policies.some(({ body }) => {
    const text = textOf(body.policy) ?? "";
    return text.includes("aws:SecureTransport") && text.includes('"Deny"');
  });
}
