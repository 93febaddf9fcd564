import { isTrue, textOf } from "../../terraform/json";
import type { Facts } from "../facts/facts";
import { isThere } from "../facts/finding";
import type { Resource } from "../facts/resource";
import { tierOf } from "../facts/tiers";
import { AUDITED_TYPES } from "../types";
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

const ofType = ({ system }: Facts, types: readonly string[], judge: (resource: Resource) => Omit<Shown, "resource">) =>
  system.of(...types).map((resource) => ({ resource, ...judge(resource) }));

const written = (resource: Resource, argument: string, held: boolean): Omit<Shown, "resource"> => ({
  held,
  text: `${argument} ${textOf(resource.body[argument]) ?? (resource.body[argument] === undefined ? "is not set" : String(resource.body[argument]))}`,
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
  keysRotate: {
    asks: "KMS keys rotate by themselves",
    read: (facts) =>
      ofType(facts, ["aws_kms_key"], (key) =>
        written(key, "enable_key_rotation", isTrue(key.body.enable_key_rotation)),
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
      facts.system.of("aws_s3_bucket").map((resource) => {
        const open = facts.waysIn.find((way) => way.resource === resource);
        return { resource, held: open === undefined, text: open?.verdict.text ?? "public access is blocked" };
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
    read: (facts) => ofType(facts, ["aws_db_instance"], (one) => written(one, "multi_az", isTrue(one.body.multi_az))),
  },
  databaseMinorUpgrades: {
    asks: "Database instances take minor upgrades by themselves",
    read: (facts) =>
      ofType(facts, ["aws_db_instance", "aws_rds_cluster_instance"], (one) =>
        written(one, "auto_minor_version_upgrade", isTrue(one.body.auto_minor_version_upgrade)),
      ),
  },
  databasePrivate: {
    asks: "Database instances have no public address",
    read: (facts) =>
      ofType(facts, ["aws_db_instance", "aws_rds_cluster_instance"], (one) =>
        written(one, "publicly_accessible", !isTrue(one.body.publicly_accessible)),
      ),
  },
  storesOffTheInternet: {
    asks: "Databases, caches and file systems stand in no public subnet",
    read: ({ system, tiers }) =>
      system.of(...STORES).flatMap((resource) => {
        const sources = AUDITED_TYPES[resource.type]?.box?.subnets?.(resource, system) ?? [];
        const found = sources.map(({ stack, value }) => tierOf(system, tiers, stack, value));
        const known = found.filter((tier) => tier !== undefined);
        if (known.length === 0) return [];
        return [{ resource, held: !known.includes("public"), text: `in ${[...new Set(known)].join(" and ")} subnets` }];
      }),
  },
  secretsOutsideState: {
    asks: "No secret value is in a state file",
    read: ({ secrets }) => secrets.map(({ secret, value }) => shown(secret, value, isThere(value))),
  },
} as const satisfies Readonly<Record<string, Check>>;
