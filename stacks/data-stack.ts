import type { Construct } from "constructs";
import { Cache } from "../constructs/cache/cache";
import { Database } from "../constructs/database/database";
import { DataKey } from "../constructs/encryption/data-key";
import type { Network } from "../constructs/network/network";
import { WordPressSecrets } from "../constructs/secrets/wordpress-secrets";
import { WebRoot } from "../constructs/web-root/web-root";
import type { Environment } from "../environments";
import { EnvironmentStack } from "./environment-stack";

/** Limits: RDS identifiers 63, of which the final snapshot's suffix takes 33; roles 64. */
const LONGEST_DATABASE_NAME = 30;
const LONGEST_CACHE_NAME = 40;
const LONGEST_NAME = 64;

/** Everything that would be missed: database, files and secrets, and the key that encrypts them. */
export class DataStack extends EnvironmentStack {
  readonly database: Database;
  /** Valkey, when the environment has one. */
  readonly cache: Cache | undefined;
  readonly webRoot: WebRoot;
  readonly secrets: WordPressSecrets;
  /** Customer-managed key of the environment, when it has one. */
  readonly keyArn: string | undefined;

  constructor(scope: Construct, environment: Environment, network: Network) {
    super(scope, { environment, name: "data" });
    const { account: accountId, region, protectData: protect, secrets } = environment;
    const partition = this.partition.name;
    const key = environment.customerManagedKey
      ? new DataKey(this, "Key", {
          name: this.physicalName(LONGEST_NAME, "data"),
          accountId,
          region,
          partition,
          preventDestroy: protect,
        })
      : undefined;
    const kmsKeyArn = key?.arn;
    const { name: databaseName, ...database } = environment.database;
    this.database = new Database(this, "Database", {
      ...database,
      name: this.physicalName(LONGEST_DATABASE_NAME, "db"),
      databaseName,
      accountId,
      partition,
      network,
      protect,
      kmsKeyArn,
      secretsVersion: secrets.version,
      recoveryWindowDays: secrets.recoveryWindowDays,
    });
    this.cache =
      environment.cache &&
      new Cache(this, "Cache", {
        ...environment.cache,
        name: this.physicalName(LONGEST_CACHE_NAME, "cache"),
        network,
        kmsKeyArn,
      });
    this.webRoot = new WebRoot(this, "WebRoot", {
      name: this.physicalName(LONGEST_NAME, "files"),
      path: environment.webRoot.content === "mutable" ? "/web-root" : "/uploads",
      accountId,
      partition,
      network,
      protect,
      kmsKeyArn,
    });
    this.secrets = new WordPressSecrets(this, "Secrets", {
      name: this.physicalName(LONGEST_NAME),
      version: secrets.version,
      recoveryWindowDays: secrets.recoveryWindowDays,
      kmsKeyArn,
    });
    this.keyArn = kmsKeyArn;

    this.output("DatabaseEndpoint", `${this.database.host}:${this.database.port}`, "Host and port of the database");
    this.output("DatabaseSecretArn", this.database.secretArn, "Secret with the database's user and password");
    this.output("KeysAndSaltsSecretArn", this.secrets.keysAndSaltsArn, "Secret with WordPress's keys and salts");
    this.output("AdministratorSecretArn", this.secrets.administratorArn, "Secret with the administrator's password");
    this.output("FileSystemId", this.webRoot.fileSystemId, "EFS file system of WordPress's files");
  }
}
