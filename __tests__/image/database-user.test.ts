import { beforeAll, expect, test } from "vitest";
import { DatabaseServer } from "./support/database";
import { IMMUTABLE, useLab } from "./support/lab";

const lab = useLab("database-user");
let server: DatabaseServer;
beforeAll(async () => {
  server = await DatabaseServer.shared(lab);
});

const READ_ONLY = ["--user", "33:33", "--cap-drop", "ALL", "--read-only"];
const { WP_SECRET_SEED: _, ...withoutKeys } = IMMUTABLE;

/** Settings of the command for a database of its own. */
async function settings(name: string): Promise<Record<string, string>> {
  await server.query(`CREATE DATABASE ${name}`);
  return {
    ...withoutKeys,
    WORDPRESS_DB_HOST: server.container.name,
    WORDPRESS_DB_NAME: name,
    WORDPRESS_DB_USER: `${name}_user`,
    WORDPRESS_DB_PASSWORD: "it's the first",
    WORDPRESS_DB_MASTER_USER: "admin",
    WORDPRESS_DB_MASTER_PASSWORD: "admin",
  };
}

const run = (env: Record<string, string>) =>
  lab.finish({ env, flags: READ_ONLY, command: ["wp-image", "database-user", "--wait=20"] });

const logIn = (user: string, password: string, sql = "SELECT 1") =>
  server.container.tryExec(["mariadb", "-h127.0.0.1", `-u${user}`, `-p${password}`, "--batch", "-N", "-e", sql]);

test("makes a user with WordPress's rights on one database alone", async () => {
  const env = await settings("one_db");
  await server.query("CREATE DATABASE onexdb");
  const { code, stdout, stderr } = await run(env);
  expect([code, stderr.includes("admin")]).toEqual([0, false]);
  expect(stdout).toContain("made the database user one_db_user");
  const password = env.WORDPRESS_DB_PASSWORD ?? "";
  expect(
    (await logIn("one_db_user", password, "CREATE TABLE one_db.t (a INT); INSERT INTO one_db.t VALUES (1)")).code,
  ).toBe(0);
  const { stdout: databases } = await logIn("one_db_user", password, "SHOW DATABASES");
  expect(databases.trim().split("\n").sort()).toEqual(["information_schema", "one_db"]);
  for (const sql of [
    "CREATE USER other",
    "SELECT * FROM mysql.user",
    "GRANT SELECT ON one_db.* TO admin",
    "SET GLOBAL long_query_time = 1",
  ]) {
    expect((await logIn("one_db_user", password, sql)).code, sql).not.toBe(0);
  }
});

test("gives a new password, and does nothing when run again", async () => {
  const env = await settings("again");
  await run(env);
  const renewed = { ...env, WORDPRESS_DB_PASSWORD: "the second" };
  expect((await run(renewed)).stdout).toContain("gave the database user again_user its new password");
  expect((await logIn("again_user", "the second")).code).toBe(0);
  const { code, stdout } = await run(renewed);
  expect([code, stdout]).toEqual([0, ""]);
});

test("ten containers at once make one user", async () => {
  const env = await settings("crowd");
  const outputs = await Promise.all(Array.from({ length: 10 }, () => run(env)));
  expect(outputs.map(({ code }) => code)).toEqual(Array.from({ length: 10 }, () => 0));
  expect(outputs.filter(({ stdout }) => stdout.includes("made the database user"))).toHaveLength(1);
});

test("asks for TLS of the user where the connection has it", async () => {
  const env = await settings("tls");
  await run(env);
  expect(await server.query("SELECT ssl_type FROM mysql.user WHERE User = 'tls_user'")).toBe("");
  await run({ ...env, WORDPRESS_DB_SSL: "on" });
  expect(await server.query("SELECT ssl_type FROM mysql.user WHERE User = 'tls_user'")).toBe("ANY");
});

test.each([
  ["without a master user", { WORDPRESS_DB_MASTER_USER: "" }, 78],
  ["without the master's password", { WORDPRESS_DB_MASTER_PASSWORD: "" }, 78],
  ["with the master user as WordPress's own", { WORDPRESS_DB_USER: "admin" }, 78],
])("ends %s with code %i", async (_case, changes, expected) => {
  const env = await settings(`bad_${Object.keys(changes)[0]?.toLowerCase()}`);
  expect((await run({ WP_SECRET_SEED: IMMUTABLE.WP_SECRET_SEED ?? "", ...env, ...changes })).code).toBe(expected);
});

test("waits no longer than --wait for a master who is refused", async () => {
  const env = await settings("refused");
  const { code, stderr, stdout } = await run({ ...env, WORDPRESS_DB_MASTER_PASSWORD: "wrong" });
  expect(code).toBe(75);
  expect(stdout + stderr).toContain("the database refuses the login");
});
