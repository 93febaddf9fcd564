import type { Inventory } from "../provider-double/inventory";
import { isObject, type ObjectValue, type Value } from "../provider-double/value";

/** Whether a user of `aws_elasticache_user` logs in with a token that IAM signs. */
export function isIamUser({ authentication_mode: modes }: ObjectValue): boolean {
  return Array.isArray(modes) && modes.some((mode) => isObject(mode) && mode.type === "iam");
}

/** The users of `aws_elasticache_user_group`s. */
export function usersOf(inventory: Inventory, groupIds: Value | undefined): ObjectValue[] {
  return texts(groupIds)
    .flatMap((id) => texts(inventory.find("aws_elasticache_user_group", "user_group_id", id)?.user_ids))
    .map((id) => inventory.find("aws_elasticache_user", "user_id", id))
    .filter((user) => user !== undefined);
}

/** Valkey's arguments for these users, and none beside them. Nobody here can check what IAM signs: it takes any password. */
export function accessControl(users: readonly ObjectValue[]): string[] {
  if (users.length === 0) return [];
  const others = users.some(({ user_name: name }) => name === "default") ? [] : ["--user", "default", "off"];
  return [
    ...others,
    ...users.flatMap((user) => ["--user", String(user.user_name), ...passwords(user), ...rules(user)]),
  ];
}

function passwords(user: ObjectValue): string[] {
  const modes = Array.isArray(user.authentication_mode) ? user.authentication_mode.filter(isObject) : [];
  const given = [user, ...modes].flatMap((holder) => texts(holder.passwords));
  return given.length > 0 ? given.map((password) => `>${password}`) : ["nopass"];
}

function rules({ access_string: access }: ObjectValue): string[] {
  return String(access).split(/\s+/).filter(Boolean);
}

function texts(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
