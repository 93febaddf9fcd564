import { version } from "../rds/versions";
import type { Resource, Rule } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/AmazonElastiCache/latest";

/** 1 to 40 letters, digits and single inner hyphens, a letter first. */
const USER_ID = /^(?=.{1,40}$)[A-Za-z](-?[A-Za-z0-9])*$/;

export const cacheUserRules: readonly Rule[] = [
  {
    id: "cache-user-id",
    trap: 32,
    title: "Ids of cache users and their groups have 1 to 40 letters, digits and single inner hyphens, a letter first",
    source: `${GUIDE}/APIReference/API_CreateUser.html`,
    severity: "error",
    fix: "Shorten the id and leave other characters out.",
    on: ["aws_elasticache_user", "aws_elasticache_user_group"],
    *check(resource) {
      for (const attribute of ["user_id", "user_group_id"]) {
        const id = resource.text(attribute);
        if (id !== undefined && !USER_ID.test(id)) yield resource.problem(attribute);
      }
    },
  },
  {
    id: "cache-user-iam",
    trap: 32,
    title: "A cache user of IAM has its id as its name, and no password",
    source: `${GUIDE}/dg/auth-iam.html`,
    severity: "error",
    fix: "Write user_name as user_id, and leave passwords out.",
    on: ["aws_elasticache_user"],
    *check(resource) {
      if (resource.block("authentication_mode")?.text("type") !== "iam") return;
      const id = resource.text("user_id");
      const name = resource.text("user_name");
      if (id !== undefined && name !== undefined && id !== name)
        yield resource.problem("user_name", `user_id is ${id}`);
      if (resource.has("passwords")) yield resource.problem("passwords", "IAM takes none", "(hidden)");
      if (resource.flag("no_password_required"))
        yield resource.problem("no_password_required", "IAM signs the password");
    },
  },
  {
    id: "cache-user-group",
    trap: 32,
    title: "A user group of valkey has users who log in, and one of redis has a user named default and none of valkey",
    source: `${GUIDE}/dg/Clusters.RBAC.html`,
    severity: "error",
    fix: "Give users and group the engine of the cache, each user of valkey a password or IAM, and a group of redis a user named default.",
    on: ["aws_elasticache_user_group"],
    *check(resource) {
      const engine = engineOf(resource);
      const users = resource.followAll("user_ids");
      if (engine === "valkey" && users.some((user) => authentication(user) === "no-password-required"))
        yield resource.problem("user_ids", "a user needs no password");
      if (engine !== "redis") return;
      if (users.some((user) => engineOf(user) === "valkey")) yield resource.problem("user_ids", "a user is of valkey");
      const names = users.map((user) => user.text("user_name"));
      // Of users that are made elsewhere nobody here knows the names.
      const allKnown = resource.list("user_ids")?.length === users.length && !names.includes(undefined);
      if (allKnown && !names.includes("default")) yield resource.problem("user_ids", "no user is named default");
    },
  },
  {
    id: "cache-user-engine",
    trap: 32,
    title: "A cache of redis takes user groups of redis, and users of IAM from version 7.0",
    source: `${GUIDE}/dg/auth-iam.html`,
    severity: "error",
    fix: 'Set engine = "valkey", or take a user group of redis and version 7.0.',
    on: ["aws_elasticache_replication_group"],
    *check(resource) {
      if (resource.textOr("engine", "redis") !== "redis") return;
      const groups = resource.followAll("user_group_ids");
      if (groups.some((group) => engineOf(group) === "valkey")) yield resource.problem("user_group_ids", "of valkey");
      const [major] = version(resource.textOr("engine_version", "7.1") ?? "7.1");
      const users = groups.flatMap((group) => group.followAll("user_ids"));
      if (major !== undefined && major < 7 && users.some((user) => authentication(user) === "iam"))
        yield resource.problem("engine_version", "a user logs in by IAM");
    },
  },
];

const engineOf = (resource: Resource): string | undefined => resource.text("engine")?.toLowerCase();

/** How a user logs in: `iam`, `password`, `no-password-required`, or undefined when that is unknown. */
function authentication(user: Resource): string | undefined {
  if (user.flag("no_password_required")) return "no-password-required";
  return user.block("authentication_mode")?.text("type");
}
