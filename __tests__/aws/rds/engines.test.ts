import { expect, test } from "vitest";
import { classRefusal, versionRefusal } from "../../../aws/rds/engines";

test.each([
  ["mysql", "db.t4g.micro", "8.4"],
  ["mysql", "db.r8g.large", "8.4.3"],
  ["mysql", "db.t2.micro", "5.7"],
  ["mariadb", "db.t3.micro", "11.8.3"],
  ["aurora-mysql", "db.serverless", "8.0"],
  ["aurora-mysql", "db.r7g.large", "8.0.mysql_aurora.3.10.0"],
  ["mysql", "db.m5.large", undefined],
  ["sqlserver-ee", "db.anything.goes", "16.00"],
])("%s runs on %s in version %s", (engine, instanceClass, version) =>
  expect(classRefusal(engine, instanceClass, version)).toBeUndefined(),
);

test.each([
  ["mysql", "db.z9.huge", "8.4", "is no class that RDS has for mysql"],
  ["mysql", "db.t2.micro", "8.4", "is no class for mysql 8.4"],
  ["mysql", "db.serverless", "8.4", "is no class that RDS has for mysql"],
  ["mysql", "db.t4g.nano", "8.4", "is no class that RDS has for mysql"],
  ["mysql", "t4g.micro", "8.4", "is no instance class: it begins with db."],
  ["mariadb", "db.t2.micro", "11.8", "is no class for mariadb 11.8"],
  ["aurora-mysql", "db.m7g.large", "8.0", "is no class that RDS has for aurora-mysql"],
  ["aurora-mysql", "db.t4g.micro", "8.0", "is no class that RDS has for aurora-mysql"],
  ["aurora-mysql", "db.r3.large", "8.0", "is no class for aurora-mysql 8.0"],
])("%s does not run on %s in version %s", (engine, instanceClass, version, refusal) =>
  expect(classRefusal(engine, instanceClass, version)).toBe(refusal),
);

test("a version is refused when the engine has none like it, and an engine that is not kept is not judged", () => {
  expect(versionRefusal("mysql", "8.4")).toBeUndefined();
  expect(versionRefusal("mysql", "8.4.99")).toBe("is no version that RDS has of mysql");
  expect(versionRefusal("mariadb", "8.4")).toBe("is no version that RDS has of mariadb");
  expect(versionRefusal("oracle-ee", "1")).toBeUndefined();
});
