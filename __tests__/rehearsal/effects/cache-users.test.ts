import { expect, test } from "vitest";
import { accessControl, isIamUser, usersOf } from "../../../rehearsal/effects/cache-users";
import { Inventory } from "../../../rehearsal/provider-double/inventory";

const ACCESS = "on ~* -@all +@read";
const tasks = { user_id: "tasks", user_name: "tasks", access_string: ACCESS, authentication_mode: [{ type: "iam" }] };
const group = { user_group_id: "group", user_ids: ["tasks"] };

function inventoryWith(): Inventory {
  const inventory = new Inventory();
  for (const [id, user] of Object.entries({ tasks, other: { ...tasks, user_id: "other" } })) {
    inventory.put("aws_elasticache_user", { id, ...user });
  }
  inventory.put("aws_elasticache_user_group", { id: "group", ...group });
  return inventory;
}

test("a cache has the users of its groups, and no others", () => {
  expect(usersOf(inventoryWith(), ["group"])).toEqual([{ id: "tasks", ...tasks }]);
  expect(usersOf(inventoryWith(), ["unknown"])).toEqual([]);
  expect(usersOf(inventoryWith(), undefined)).toEqual([]);
});

test("a user of IAM has its own rights with any token, and nobody comes in without a login", () => {
  expect(isIamUser(tasks)).toBe(true);
  expect(accessControl([tasks])).toEqual([
    ...["--user", "default", "off"],
    ...["--user", "tasks", "nopass", "on", "~*", "-@all", "+@read"],
  ]);
});

test("a user with passwords needs one of them, and a user named default is the one that Valkey has", () => {
  const passwords = {
    ...tasks,
    user_name: "default",
    authentication_mode: [{ type: "password", passwords: ["second"] }],
  };
  expect(isIamUser(passwords)).toBe(false);
  expect(accessControl([{ ...passwords, passwords: ["first"] }])).toEqual([
    ...["--user", "default", ">first", ">second"],
    ...["on", "~*", "-@all", "+@read"],
  ]);
});

test("without users everybody is the user default, as without user groups", () => {
  expect(accessControl([])).toEqual([]);
});
