import { RDS_IDENTIFIER } from "../../aws/rds/names";
import { isReservedDatabase, isReservedUser } from "../../aws/rds/reserved-names";
import { mismatch } from "../forms";
import type { Rule } from "../rule";

const API = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference";

export const DATABASE_NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
export const MASTER_USERNAME = /^[A-Za-z][A-Za-z0-9_]{0,15}$/;
/** Printable ASCII without slash, at, double quote and space; 8 to 41 characters for MySQL and MariaDB. */
export const MASTER_PASSWORD = /^(?=.{8,41}$)[!-~]*$/;
const FORBIDDEN_IN_PASSWORD = /[/@" ]/;
const GROUP_NAME = /^(?=.{1,255}$)[a-z0-9][a-z0-9 ._-]*$/;

/** By the attributes that must not have one, what an engine keeps for itself. */
const reserved: Readonly<Record<string, (engine: string, name: string) => boolean>> = {
  username: isReservedUser,
  master_username: isReservedUser,
  db_name: isReservedDatabase,
  database_name: isReservedDatabase,
};

export const rdsNameRules: readonly Rule[] = [
  {
    id: "rds-reserved-name",
    trap: 68,
    title: "A master user and a database have names that the engine does not keep for itself",
    source: `${API}/API_CreateDBInstance.html`,
    severity: "error",
    fix: "Choose another name.",
    on: ["aws_db_instance", "aws_rds_cluster"],
    *check(resource) {
      const engine = resource.text("engine");
      if (engine === undefined) return;
      for (const [attribute, isReserved] of Object.entries(reserved)) {
        const name = resource.text(attribute);
        if (name !== undefined && isReserved(engine, name)) yield resource.problem(attribute, "reserved");
      }
    },
  },
  {
    id: "rds-identifier",
    trap: 2,
    title: "A database identifier has 1 to 63 lowercase letters, digits and single inner hyphens, a letter first",
    source: `${API}/API_CreateDBInstance.html`,
    severity: "error",
    fix: "Use lowercase letters, digits and single hyphens.",
    on: ["aws_db_instance", "aws_rds_cluster", "aws_rds_cluster_instance"],
    *check(resource) {
      for (const attribute of ["identifier", "cluster_identifier", "final_snapshot_identifier"]) {
        const mixedCase =
          attribute === "final_snapshot_identifier" ? /^(?=.{1,255}$)[A-Za-z](-?[A-Za-z0-9])*$/ : RDS_IDENTIFIER;
        yield* mismatch(resource, attribute, mixedCase, "single inner hyphens, a letter first");
      }
    },
  },
  {
    id: "rds-group-name",
    trap: 2,
    title: "Names of subnet and parameter groups are lowercase",
    source: `${API}/API_CreateDBSubnetGroup.html`,
    severity: "error",
    fix: "Write the name in lowercase.",
    on: [
      "aws_db_subnet_group",
      "aws_db_parameter_group",
      "aws_rds_cluster_parameter_group",
      "aws_elasticache_subnet_group",
    ],
    *check(resource) {
      for (const attribute of ["name", "name_prefix"])
        yield* mismatch(resource, attribute, GROUP_NAME, "1 to 255 lowercase characters");
    },
  },
  {
    id: "rds-database-name",
    trap: 3,
    title: "A MySQL database name has 1 to 64 letters, digits and underscores, a letter first",
    source: `${API}/API_CreateDBInstance.html`,
    severity: "error",
    fix: "Replace hyphens by underscores and begin with a letter.",
    on: ["aws_db_instance", "aws_rds_cluster"],
    *check(resource) {
      for (const attribute of ["db_name", "database_name"]) {
        yield* mismatch(resource, attribute, DATABASE_NAME, "letters, digits and underscores, at most 64");
      }
    },
  },
  {
    id: "rds-username",
    trap: 3,
    title: "A MySQL master user name has 1 to 16 letters, digits and underscores, a letter first",
    source: `${API}/API_CreateDBInstance.html`,
    severity: "error",
    fix: "Shorten the name to 16 characters.",
    on: ["aws_db_instance", "aws_rds_cluster"],
    *check(resource) {
      if (resource.textOr("engine", "mysql")?.includes("postgres") !== false) return;
      for (const attribute of ["username", "master_username"]) {
        yield* mismatch(resource, attribute, MASTER_USERNAME, "letters, digits and underscores, at most 16");
      }
    },
  },
  {
    id: "rds-password",
    trap: 4,
    title: 'A master password has 8 to 41 printable characters without / @ " and space',
    source: `${API}/API_CreateDBInstance.html`,
    severity: "error",
    fix: "Generate the password with these characters excluded.",
    on: ["aws_db_instance", "aws_rds_cluster"],
    *check(resource) {
      for (const attribute of ["password", "password_wo", "master_password", "master_password_wo"]) {
        const text = resource.text(attribute);
        const broken = text !== undefined && (!MASTER_PASSWORD.test(text) || FORBIDDEN_IN_PASSWORD.test(text));
        if (broken) yield resource.problem(attribute, "its length or a character", "(hidden)");
      }
    },
  },
  {
    id: "rds-generated-password",
    trap: 4,
    title: 'A password generated beside a database leaves out / @ " and space',
    source: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html",
    severity: "error",
    fix: 'Set exclude_punctuation, or exclude_characters with / @ " and the quotes of shells.',
    on: ["aws_db_instance", "aws_rds_cluster"],
    *check(resource) {
      const written = ["password_wo", "master_password_wo", "password", "master_password"];
      const direct = written.flatMap((attribute) => resource.follow(attribute) ?? []);
      for (const generator of direct) {
        if (!generator.type.endsWith("secretsmanager_random_password")) continue;
        const excluded = generator.text("exclude_characters") ?? "";
        const safe =
          generator.flag("exclude_punctuation") || [...'/@"'].every((character) => excluded.includes(character));
        if (!safe || generator.flag("include_space"))
          yield generator.problem("exclude_characters", `used by ${resource.address}`);
      }
    },
  },
];
