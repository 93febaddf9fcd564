import { Construct } from "constructs";
import { GeneratedSecret, type SecretReference } from "./generated-secret";

export interface WordPressSecretsProps {
  /** First part of the secrets' names. */
  readonly name: string;
  /** Raise it to make every key, salt and password again. */
  readonly version: number;
  readonly recoveryWindowDays: number;
  readonly kmsKeyArn?: string;
}

/** WordPress's own names for the values that sign its cookies and nonces, as wp-config.php has them. */
export const KEYS_AND_SALTS = [
  "AUTH_KEY",
  "SECURE_AUTH_KEY",
  "LOGGED_IN_KEY",
  "NONCE_KEY",
  "AUTH_SALT",
  "SECURE_AUTH_SALT",
  "LOGGED_IN_SALT",
  "NONCE_SALT",
] as const;

const KEY_CHARACTERS = 64;
const PASSWORD_CHARACTERS = 32;

/** The eight keys and salts in one secret, and the first administrator's password in another. */
export class WordPressSecrets extends Construct {
  private readonly keys: GeneratedSecret;
  private readonly admin: GeneratedSecret;

  constructor(scope: Construct, id: string, { name, ...common }: WordPressSecretsProps) {
    super(scope, id);
    this.keys = new GeneratedSecret(this, "KeysAndSalts", {
      ...common,
      namePrefix: `${name}-keys`,
      description: "WordPress keys and salts",
      generated: Object.fromEntries(KEYS_AND_SALTS.map((key) => [key, KEY_CHARACTERS])),
    });
    this.admin = new GeneratedSecret(this, "Administrator", {
      ...common,
      namePrefix: `${name}-admin`,
      description: "Password of the WordPress administrator that the first start makes",
      generated: { password: PASSWORD_CHARACTERS },
    });
  }

  get keysAndSaltsArn(): string {
    return this.keys.arn;
  }

  get administratorArn(): string {
    return this.admin.arn;
  }

  /** Key or salt by its name in wp-config.php. */
  keyOrSalt(name: (typeof KEYS_AND_SALTS)[number]): SecretReference {
    return this.keys.reference(name);
  }

  get administratorPassword(): SecretReference {
    return this.admin.reference("password");
  }
}
