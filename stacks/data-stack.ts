import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { Construct } from "constructs";
import { LIMITS } from "../aws/limits";
import { Backup, backupTags } from "../constructs/backup/backup";
import { Vault, type VaultLock } from "../constructs/backup/vault";
import { Cache } from "../constructs/cache/cache";
import type { Database } from "../constructs/database/database";
import { DatabaseProxy } from "../constructs/database/database-proxy";
import { DataKey, type DataKeyProps } from "../constructs/encryption/data-key";
import { backupName, databaseName, filesName } from "../constructs/names";
import type { SiteNetwork } from "../constructs/network/site-network";
import { EmptySecret } from "../constructs/secrets/empty-secret";
import { WordPressSecrets } from "../constructs/secrets/wordpress-secrets";
import { WebRoot } from "../constructs/web-root/web-root";
import type { Environment } from "../environments";
import { secretSources } from "../environments/image/fields";
import { createDatabase } from "./data-database";
import { EnvironmentStack } from "./environment-stack";
import { topicPublishers } from "./topic-publishers";

/** Everything that would be missed: database, files and secrets, and the key that encrypts them. */
export class DataStack extends EnvironmentStack {
  readonly database: Database;
  /** RDS Proxy in front of it, when the environment has one. */
  readonly databaseProxy: DatabaseProxy | undefined;
  /** What tasks connect to: the server, by a proxy when there is one, and past it as another user than WordPress's. */
  readonly databaseListeners: readonly (Database | DatabaseProxy)[];
  /** Valkey, when the environment has one. */
  readonly cache: Cache | undefined;
  readonly webRoot: WebRoot;
  readonly secrets: WordPressSecrets;
  /** Secrets that a person fills, by the variable of the container. */
  readonly emptySecrets: ReadonlyMap<string, EmptySecret>;
  /** Identifiers in the dimensions of CloudWatch, known at synth. */
  readonly databaseIdentifier: string;
  /** The plan of the backups, where there is one. */
  readonly backup: Backup | undefined;
  readonly cacheIdentifier: string;
  /** Customer-managed key of the environment, when it has one. */
  readonly keyArn: string | undefined;
  /** Of the region of the copies. */
  private readonly copies: AwsProvider;

  constructor(scope: Construct, environment: Environment, network: SiteNetwork) {
    super(scope, { environment, name: "data" });
    // Also without copies: Terraform ends those that there were with the provider that has made them.
    this.copies = this.awsIn({ region: environment.backup?.copyToRegion ?? environment.region, alias: "copies" });
    const { protectData: protect, secrets, webRoot } = environment;
    const kmsKeyArn = this.createKey("Key", {
      logs: true,
      volumes: environment.service.capacity.type === "ec2",
      publishers: topicPublishers(environment),
    })?.arn;
    const planName = backupName(environment);
    const tags = environment.backup && backupTags(planName);
    this.databaseIdentifier = databaseName(environment);
    this.cacheIdentifier = this.physicalName(LIMITS.replicationGroup, "cache");
    this.database = createDatabase(this, "Database", environment.database, {
      name: this.databaseIdentifier,
      network,
      protect,
      kmsKeyArn,
      secretsVersion: secrets.version,
      recoveryWindowDays: secrets.recoveryWindowDays,
      tags,
    });
    this.databaseProxy = this.createProxy(network, kmsKeyArn);
    this.databaseListeners = this.databaseProxy ? [this.database, this.databaseProxy] : [this.database];
    this.cache =
      environment.cache &&
      new Cache(this, "Cache", {
        ...environment.cache,
        name: this.cacheIdentifier,
        network,
        kmsKeyArn,
      });
    this.webRoot = new WebRoot(this, "WebRoot", {
      ...webRoot,
      name: filesName(environment),
      path: webRoot.content === "mutable" ? "/web-root" : "/uploads",
      network,
      protect,
      kmsKeyArn,
      automaticBackups: protect && environment.backup === undefined,
      tags,
    });
    this.backup = environment.backup && this.createBackup(planName, environment.backup, kmsKeyArn);
    this.secrets = new WordPressSecrets(this, "Secrets", {
      name: this.physicalName(LIMITS.readable),
      version: secrets.version,
      recoveryWindowDays: secrets.recoveryWindowDays,
      kmsKeyArn,
    });
    this.emptySecrets = this.createEmptySecrets(kmsKeyArn);
    this.keyArn = kmsKeyArn;

    this.output("DatabaseEndpoint", `${this.database.host}:${this.database.port}`, "Host and port of the database");
    if (this.databaseProxy !== undefined) {
      const { host, port } = this.databaseProxy;
      this.output(
        "DatabaseProxyEndpoint",
        `${host}:${port}`,
        "Host and port of the proxy, which WordPress connects to",
      );
    }
    this.output("DatabaseSecretArn", this.database.secretArn, "Secret with the database's user and password");
    const { master } = this.database;
    if (master !== undefined) {
      const { secretArn } = master.password;
      this.output("DatabaseMasterSecretArn", secretArn, "Secret with the database's master user and password");
    }
    this.output("KeysAndSaltsSecretArn", this.secrets.keysAndSaltsArn, "Secret with WordPress's keys and salts");
    this.output("AdministratorSecretArn", this.secrets.administratorArn, "Secret with the administrator's password");
    if (this.emptySecrets.size > 0) {
      const arns = Object.fromEntries([...this.emptySecrets].map(([name, { arn }]) => [name, arn]));
      this.output("SecretsToFill", arns, "Secrets that a person fills, by the variable of the container");
    }
    this.output("FileSystemId", this.webRoot.fileSystemId, "EFS file system of WordPress's files");
  }

  /** The environment's own key in a region, when it has keys of its own. */
  private createKey(
    id: string,
    serves: Pick<DataKeyProps, "logs" | "volumes" | "publishers" | "provider">,
  ): DataKey | undefined {
    const { customerManagedKey, protectData } = this.environment;
    if (!customerManagedKey) return undefined;
    return new DataKey(this, id, {
      name: this.physicalName(LIMITS.readable, "data"),
      preventDestroy: protectData,
      ...serves,
    });
  }

  private createProxy(network: SiteNetwork, kmsKeyArn: string | undefined): DatabaseProxy | undefined {
    const { database } = this.environment;
    return (
      database.proxy &&
      new DatabaseProxy(this, "DatabaseProxy", {
        ...database.proxy,
        name: this.physicalName(LIMITS.databaseProxy, "db-proxy"),
        network,
        database: this.database,
        kmsKeyArn,
      })
    );
  }

  private createEmptySecrets(kmsKeyArn: string | undefined): ReadonlyMap<string, EmptySecret> {
    const { secrets } = this.environment;
    const sources = secretSources(this.environment);
    const names = Object.keys(sources).filter((name) => sources[name] === "empty");
    const create = (name: string) =>
      new EmptySecret(this, `Secret_${name}`, {
        namePrefix: this.physicalName(LIMITS.readable, "own", name),
        description: `Value of ${name}, which a person puts here`,
        recoveryWindowDays: secrets.recoveryWindowDays,
        kmsKeyArn,
      });
    return new Map(names.map((name) => [name, create(name)]));
  }

  private createBackup(
    name: string,
    { copyToRegion, restoreTest: _, ...backup }: NonNullable<Environment["backup"]>,
    kmsKeyArn: string | undefined,
  ): Backup {
    const { protectData: protect } = this.environment;
    const copyTo = copyToRegion === undefined ? undefined : this.createCopies(name, backup.lock);
    const made = new Backup(this, "Backup", { ...backup, name, copyTo, kmsKeyArn, protect });
    this.output("BackupVaultName", made.vaultName, "AWS Backup vault with the backups of database and files");
    return made;
  }

  /** The vault of the copies, with a key of that region: what one region's trouble takes, the other still has. */
  private createCopies(name: string, lock: VaultLock | undefined): Vault {
    const provider = this.copies;
    const kmsKeyArn = this.createKey("CopiesKey", { logs: false, provider })?.arn;
    return new Vault(this, "Copies", { name, kmsKeyArn, lock, protect: this.environment.protectData, provider });
  }
}
