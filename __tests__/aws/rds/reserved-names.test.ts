import { expect, test } from "vitest";
import { isReservedDatabase, isReservedUser } from "../../../aws/rds/reserved-names";

test.each([
  ["mysql", "rdsadmin"],
  ["mysql", "RDSADMIN"],
  ["aurora-mysql", "select"],
  ["mariadb", "mysql"],
  ["postgres", "admin"],
  ["aurora-postgresql", "pg_reader"],
  ["oracle-ee", "rdsadmin"],
])("%s keeps the user %s for itself", (engine, name) => expect(isReservedUser(engine, name)).toBe(true));

test.each([
  ["mysql", "admin"],
  ["mysql", "wordpress"],
  ["postgres", "wordpress"],
])("%s leaves the user %s to others", (engine, name) => expect(isReservedUser(engine, name)).toBe(false));

test("databases of the server and words of its language are reserved", () => {
  expect(["mysql", "sys", "Database", "order"].every((name) => isReservedDatabase("mysql", name))).toBe(true);
  expect(["template1", "pg_x"].every((name) => isReservedDatabase("postgres", name))).toBe(true);
  expect(isReservedDatabase("postgres", "mysql")).toBe(false);
  expect(isReservedDatabase("mysql", "wordpress")).toBe(false);
});
