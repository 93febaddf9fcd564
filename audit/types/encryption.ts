import type { Resource } from "../../terraform/block";
import { isTrue, textOf } from "../../terraform/json";
import { bad, good, keyName, type Question, warn } from "../facts/finding";

export function withKey(key: string | undefined): string {
  return key ? `KMS key ${key}` : "KMS key that AWS manages";
}

/** Encrypted when the flag says so, with the key of `key` or one of AWS. */
export function flagged(flag: string, key: string): Question {
  return (resource) => {
    if (!isTrue(resource.json[flag])) return bad(`${flag} is not set`);
    return good(withKey(keyName(resource, key)));
  };
}

/** Encrypted by the service in any case; with the project's own key when one is named, else as `otherwise` says. */
export function always(key: string, otherwise = "key that AWS owns"): Question {
  return (resource) => {
    const name = keyName(resource, key);
    return name ? good(withKey(name)) : warn(otherwise);
  };
}

/** Whether one of the policies denies requests that come without TLS. */
export function deniesPlain(policies: readonly Resource[]): boolean {
  return policies.some(({ json }) => {
    const text = textOf(json.policy) ?? "";
    return text.includes("aws:SecureTransport") && text.includes('"Deny"');
  });
}
