import type { PolicyStatement } from "../iam/policy";
import type { Place } from "../place";

/**
 * Rights to read secrets, and to decrypt them by Secrets Manager alone.
 *
 * @param kmsKeyArn key that encrypts them; Secrets Manager's own needs no right
 */
export function readRights(place: Place, secretArns: readonly string[], kmsKeyArn?: string): PolicyStatement[] {
  if (secretArns.length === 0) return [];
  const read: PolicyStatement = {
    Sid: "ReadSecrets",
    Action: "secretsmanager:GetSecretValue",
    Resource: [...new Set(secretArns)],
  };
  if (kmsKeyArn === undefined) return [read];
  return [
    read,
    {
      Sid: "DecryptSecrets",
      Action: "kms:Decrypt",
      Resource: kmsKeyArn,
      Condition: { StringEquals: { "kms:ViaService": place.host("secretsmanager") } },
    },
  ];
}
