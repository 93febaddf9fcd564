import type { Resource } from "../../terraform/block";
import { isTrue, textOf } from "../../terraform/json";
import type { Facts } from "../facts/facts";
import { isThere } from "../facts/finding";
import { AUDITED_TYPES } from "../types";
import { restoreTestOf } from "../types/restores";
import type { Check } from "./checks";
import { type Shown, shown } from "./shown";

/** Databases, caches and file systems. */
const STORES = new Set([
  "aws_db_instance",
  "aws_rds_cluster",
  "aws_elasticache_replication_group",
  "aws_elasticache_serverless_cache",
  "aws_efs_file_system",
]);

const atRest = ({ encryption }: Facts, concerns: (type: string) => boolean): Shown[] =>
  encryption.flatMap(({ resource, atRest: found }) =>
    found && concerns(resource.type) ? [shown(resource, found, isThere(found))] : [],
  );

/** TLS that the client cannot leave out. */
const tls = ({ encryption }: Facts, concerns: (type: string) => boolean): Shown[] =>
  encryption.flatMap(({ resource, inTransit: found }) =>
    found && concerns(resource.type) ? [shown(resource, found, found.tone === "good")] : [],
  );

const ofType = ({ tree }: Facts, types: readonly string[], judge: (resource: Resource) => Omit<Shown, "resource">) =>
  tree.all(...types).map((resource) => ({ resource, ...judge(resource) }));

const written = (resource: Resource, argument: string, held: boolean): Omit<Shown, "resource"> => ({
  held,
  text: `${argument} ${textOf(resource.json[argument]) ?? (resource.json[argument] === undefined ? "is not set" : String(resource.json[argument]))}`,
});

/** Where data lie, under which keys, and how they come back. */
export const DATA_CHECKS = {
  encryptedAtRest: { asks: "What stores data encrypts it", read: (facts) => atRest(facts, () => true) },
  databaseEncrypted: {
    asks: "Databases encrypt their storage",
    read: (facts) => atRest(facts, (type) => type === "aws_db_instance" || type === "aws_rds_cluster"),
  },
  fileSystemEncrypted: {
    asks: "File systems encrypt their storage",
    read: (facts) => atRest(facts, (type) => type === "aws_efs_file_system"),
  },
  vaultEncrypted: {
    asks: "Backup vaults encrypt what they hold",
    read: (facts) => atRest(facts, (type) => type === "aws_backup_vault"),
  },
  vaultsLocked: {
    asks: "Backup vaults are locked, so that nobody deletes a backup before its time",
    read: (facts) =>
      ofType(facts, ["aws_backup_vault"], (vault) => {
        const [lock] = facts.tree.referring(vault, "backup_vault_name", "aws_backup_vault_lock_configuration");
        const days = lock?.number("min_retention_days");
        const least = days === undefined ? "" : `, ${days} days at least`;
        return { held: lock !== undefined, text: lock === undefined ? "no lock" : `locked${least}` };
      }),
  },
  keysRotate: {
    asks: "KMS keys rotate by themselves",
    read: (facts) =>
      ofType(facts, ["aws_kms_key"], (key) =>
        written(key, "enable_key_rotation", isTrue(key.json.enable_key_rotation)),
      ),
  },
  tlsEverywhere: { asks: "TLS is required on every way that data take", read: (facts) => tls(facts, () => true) },
  tlsToStores: {
    asks: "Databases, caches and file systems refuse connections without TLS",
    read: (facts) => tls(facts, (type) => STORES.has(type) || type === "aws_db_proxy"),
  },
  bucketsDenyHttp: {
    asks: "Buckets deny requests without TLS",
    read: (facts) => tls(facts, (type) => type === "aws_s3_bucket"),
  },
  bucketsBlockPublicAccess: {
    asks: "Buckets block public access",
    read: (facts) =>
      facts.tree.all("aws_s3_bucket").map((resource) => {
        const open = facts.waysIn.find((way) => way.resource === resource);
        return { resource, held: open === undefined, text: open?.verdict.text ?? "public access is blocked" };
      }),
  },
  restoresTested: {
    asks: "Restores of databases and files are tested on a schedule",
    read: ({ tree }) =>
      tree.all("aws_db_instance", "aws_rds_cluster", "aws_efs_file_system").map((resource) => {
        const test = restoreTestOf(resource, tree);
        const schedule = test?.follow("restore_testing_plan_name")?.text("schedule_expression");
        const last = "the time of the last good test is a parameter below restore-test/";
        return {
          resource,
          held: test !== undefined,
          text: test === undefined ? "no restore is tested" : `${schedule ?? "tested"}; ${last}`,
        };
      }),
  },
  backedUp: {
    asks: "What stores data can be brought back",
    read: ({ backups }) =>
      backups
        .filter(({ found }) => found.tone !== "plain")
        .map(({ resource, found }) => shown(resource, found, found.tone === "good")),
  },
  databaseMultiZone: {
    asks: "Database instances have a standby in another zone",
    read: (facts) => ofType(facts, ["aws_db_instance"], (one) => written(one, "multi_az", isTrue(one.json.multi_az))),
  },
  databaseMinorUpgrades: {
    asks: "Database instances take minor upgrades by themselves",
    read: (facts) =>
      ofType(facts, ["aws_db_instance", "aws_rds_cluster_instance"], (one) =>
        written(one, "auto_minor_version_upgrade", isTrue(one.json.auto_minor_version_upgrade)),
      ),
  },
  databasePrivate: {
    asks: "Database instances have no public address",
    read: (facts) =>
      ofType(facts, ["aws_db_instance", "aws_rds_cluster_instance"], (one) =>
        written(one, "publicly_accessible", !isTrue(one.json.publicly_accessible)),
      ),
  },
  storesOffTheInternet: {
    asks: "Databases, caches and file systems stand in no public subnet",
    read: ({ tree, tiers }) =>
      tree.all(...STORES).flatMap((resource) => {
        const subnets = AUDITED_TYPES[resource.type]?.box?.subnets?.(resource, tree) ?? [];
        const known = [...new Set(subnets.map((subnet) => tiers.get(subnet)))].filter((tier) => tier !== undefined);
        if (known.length === 0) return [];
        return [{ resource, held: !known.includes("public"), text: `in ${known.join(" and ")} subnets` }];
      }),
  },
  secretsOutsideState: {
    asks: "No secret value is in a state file",
    read: ({ secrets }) => secrets.map(({ secret, value }) => shown(secret, value, isThere(value))),
  },
} as const satisfies Readonly<Record<string, Check>>;
