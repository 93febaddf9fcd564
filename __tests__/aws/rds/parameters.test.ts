import { expect, test } from "vitest";
import { allowsPlainText, isBooleanWord, parameterRefusal } from "../../../aws/rds/parameters";

test.each([
  ["mysql8.4", "query_cache_size"],
  ["mysql8.0", "query_cache_size"],
  ["aurora-mysql8.0", "query-cache-type"],
  ["mysql8.4", "expire_logs_days"],
  ["aurora-mysql8.0", "innodb_log_file_size"],
  ["mariadb11.8", "innodb_log_files_in_group"],
  ["mysql8.4", "max_conections"],
  ["mysql8.4", "innodb_bufer_pool_size"],
])("%s has no %s", (family, name) => expect(parameterRefusal(family, name)).toBeDefined());

test.each([
  ["mysql5.7", "query_cache_size"],
  ["mariadb11.8", "query_cache_size"],
  ["mysql8.0", "expire_logs_days"],
  ["mysql8.4", "innodb_log_file_size"],
  ["mysql8.4", "MAX-CONNECTIONS"],
  ["mysql8.4", "aurora_of_tomorrow"],
  ["postgres17", "max_conections"],
])("%s may have %s", (family, name) => expect(parameterRefusal(family, name)).toBeUndefined());

test("a word for a boolean is told from a word of an enumeration", () => {
  expect(isBooleanWord("slow_query_log", "ON")).toBe(true);
  expect(isBooleanWord("slow_query_log", "1")).toBe(false);
  expect(isBooleanWord("event_scheduler", "ON")).toBe(false);
});

test("plain text is let in by the parameter of each engine, however it is written", () => {
  expect(["0", "OFF", "off"].every((value) => allowsPlainText("require-secure-transport", value))).toBe(true);
  expect(allowsPlainText("rds.force_ssl", "0")).toBe(true);
  expect(allowsPlainText("require_secure_transport", "1")).toBe(false);
  expect(allowsPlainText("slow_query_log", "0")).toBe(false);
});
