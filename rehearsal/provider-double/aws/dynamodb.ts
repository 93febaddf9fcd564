import { byName, type KnownTypes } from "../knowledge";

export const dynamodb: KnownTypes = {
  aws_dynamodb_table: {
    ...byName("dynamodb:{region}:{account}:table/{name}"),
    replacedBy: ["name", "hash_key", "range_key"],
  },
};
