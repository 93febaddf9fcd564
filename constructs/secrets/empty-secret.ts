import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { Construct } from "constructs";
import { acceptFindings } from "../accepted-finding";

export interface EmptySecretProps {
  /** Start of the secret's name; AWS adds a suffix, so that a deleted secret does not hold the name. */
  readonly namePrefix: string;
  readonly description: string;
  /** Days that a deleted secret can be brought back: 0, or 7 to 30. */
  readonly recoveryWindowDays: number;
  /** KMS key that encrypts it. @default - the key that Secrets Manager keeps for the account */
  readonly kmsKeyArn?: string;
}

/** A secret whose value a person puts there: Terraform neither knows nor changes it. ECS starts no task before. */
export class EmptySecret extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: EmptySecretProps) {
    super(scope, id);
    const secret = new SecretsmanagerSecret(this, "Resource", {
      namePrefix: `${props.namePrefix}-`,
      description: props.description,
      kmsKeyId: props.kmsKeyArn,
      recoveryWindowInDays: props.recoveryWindowDays,
    });
    acceptFindings(secret, {
      CKV2_AWS_57: "A person puts the value there, and another one when its owner gives a new one.",
      ...(props.kmsKeyArn === undefined && {
        CKV_AWS_149:
          "Encrypted with AWS's own key, which costs nothing; customerManagedKey gives it the environment's key.",
      }),
    });
    this.arn = secret.arn;
  }
}
