import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { acceptFindings } from "../accepted-finding";
import { Ephemeral } from "./ephemeral";

export interface GeneratedSecretProps {
  /** Start of the secret's name; AWS adds a suffix, so that a deleted secret does not hold the name. */
  readonly namePrefix: string;
  readonly description: string;
  /** Keys of the JSON that get a generated value, with its length in characters. */
  readonly generated: Readonly<Record<string, number>>;
  /** Keys of the JSON whose value is no secret. @default - none */
  readonly fixed?: Readonly<Record<string, string>>;
  /** Raised by one, every generated value is made again at the next deploy. */
  readonly version: number;
  /** Days that a deleted secret can be brought back: 0, or 7 to 30. */
  readonly recoveryWindowDays: number;
  /** KMS key that encrypts it. @default - the key that Secrets Manager keeps for the account */
  readonly kmsKeyArn?: string;
}

/** One key of the JSON in a secret, as ECS and others ask for it. */
export interface SecretReference {
  readonly secretArn: string;
  readonly jsonKey: string;
}

/** What a write-only argument needs: an ephemeral value, and the number that says when to write it again. */
export interface WriteOnlyValue {
  readonly value: string;
  readonly version: number;
}

/**
 * A JSON secret in Secrets Manager whose values Terraform makes and forgets: they go from an ephemeral value into a
 * write-only argument, so no plan and no state holds them. Letters and digits only, which every reader takes.
 */
export class GeneratedSecret extends Construct {
  readonly arn: string;
  /** The values; who reads the secret by itself must wait for them. */
  readonly ready: ITerraformDependable;
  private readonly version: number;
  private readonly keys: readonly string[];
  private readonly current: SecretsmanagerSecretVersion;
  private stored?: Ephemeral;

  constructor(scope: Construct, id: string, props: GeneratedSecretProps) {
    super(scope, id);
    const { namePrefix, description, generated, fixed = {}, version, recoveryWindowDays, kmsKeyArn } = props;
    const secret = new SecretsmanagerSecret(this, "Resource", {
      namePrefix: namePrefix.endsWith("-") ? namePrefix : `${namePrefix}-`,
      description,
      kmsKeyId: kmsKeyArn,
      recoveryWindowInDays: recoveryWindowDays,
    });
    acceptFindings(secret, {
      CKV2_AWS_57:
        "Rotates when secretsVersion is raised and deployed: secret, database and tasks then change in one run.",
      ...(kmsKeyArn === undefined && {
        CKV_AWS_149:
          "Encrypted with AWS's own key, which costs nothing; customerManagedKey gives it the environment's key.",
      }),
    });
    const entries = [
      ...Object.entries(fixed).map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
      ...Object.entries(generated).map(([key, length]) => `${key} = ${this.generate(key, length)}`),
    ];
    this.current = new SecretsmanagerSecretVersion(this, "Version", {
      secretId: secret.id,
      secretStringWo: `\${jsonencode({${entries.join(", ")}})}`,
      secretStringWoVersion: version,
    });
    this.arn = secret.arn;
    this.ready = this.current;
    this.version = version;
    this.keys = [...Object.keys(fixed), ...Object.keys(generated)];
  }

  /** @throws when the secret has no such key. */
  reference(jsonKey: string): SecretReference {
    this.check(jsonKey);
    return { secretArn: this.arn, jsonKey };
  }

  /**
   * A value for another resource's write-only argument, read back from Secrets Manager: should a deploy fail halfway,
   * the next one still hands over what the secret holds.
   *
   * @throws when the secret has no such key.
   */
  writeOnly(jsonKey: string): WriteOnlyValue {
    this.check(jsonKey);
    this.stored ??= new Ephemeral(this, "Stored", "aws_secretsmanager_secret_version", {
      secret_id: this.current.secretId,
    });
    return {
      value: `\${jsondecode(${this.stored.expression("secret_string")})[${JSON.stringify(jsonKey)}]}`,
      version: this.version,
    };
  }

  private generate(key: string, length: number): string {
    const id = `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
    const password = new Ephemeral(this, id, "aws_secretsmanager_random_password", {
      password_length: length,
      exclude_punctuation: true,
    });
    return password.expression("random_password");
  }

  private check(jsonKey: string): void {
    if (this.keys.includes(jsonKey)) return;
    throw new Error(
      `${this.node.path}: the secret has the keys ${this.keys.join(", ")}, got ${JSON.stringify(jsonKey)}`,
    );
  }
}
