/** The parts of an ARN. Source: "Amazon Resource Names" in the IAM reference. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  /** Empty for services without regions. */
  readonly region: string;
  readonly account: string;
  /** What follows the account, with its own colons and slashes. */
  readonly resource: string;
}

/** @returns the parts; empty ones where the text has none */
export function arnParts(arn: string): Arn {
  const [, partition = "", service = "", region = "", account = "", ...resource] = arn.split(":");
  return { partition, service, region, account, resource: resource.join(":") };
}

/** A secret's ARN has seven parts: `secret` and its name are two of them. */
const SECRET_PARTS = 7;

/** What a container asks of Secrets Manager. */
export interface SecretReference {
  readonly arn: string;
  /** Key of the secret's JSON. @default - the whole value */
  readonly jsonKey?: string;
}

/**
 * The parts of `valueFrom` in a container definition: an ARN, optionally followed by `:json-key:version-stage:version-id`.
 * Source: "Pass Secrets Manager secrets through Amazon ECS environment variables" in the ECS developer guide.
 */
export function secretReference(valueFrom: string): SecretReference {
  const parts = valueFrom.split(":");
  return { arn: parts.slice(0, SECRET_PARTS).join(":"), jsonKey: parts[SECRET_PARTS] || undefined };
}
