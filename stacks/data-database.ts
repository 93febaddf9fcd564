import type { Construct } from "constructs";
import { AuroraCluster } from "../constructs/database/aurora-cluster";
import type { DatabaseProps } from "../constructs/database/database";
import { MysqlInstance } from "../constructs/database/mysql-instance";
import type { Environment } from "../environments";

/** What the environment's section does not say. */
type Surroundings = Pick<
  DatabaseProps,
  "name" | "network" | "protect" | "kmsKeyArn" | "secretsVersion" | "recoveryWindowDays" | "tags"
>;

/** The database that an environment asks for: RDS for MySQL, or Aurora. */
export function createDatabase(
  scope: Construct,
  id: string,
  settings: Environment["database"],
  surroundings: Surroundings,
): MysqlInstance | AuroraCluster {
  const { engine, aurora, name: databaseName, separateUser, proxy, ...instance } = settings;
  const masterUsername = separateUser ? settings.masterUsername : undefined;
  const common = { ...instance, ...surroundings, databaseName, masterUsername };
  return engine === "mysql"
    ? new MysqlInstance(scope, id, common)
    : new AuroraCluster(scope, id, { ...common, ...aurora });
}
