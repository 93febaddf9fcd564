import { byName, type KnownTypes } from "../knowledge";
import { guarded, taken } from "../refusal";

export const dynamodb: KnownTypes = {
  aws_dynamodb_table: {
    ...byName("dynamodb:{region}:{account}:table/{name}"),
    replacedBy: ["name", "hash_key", "range_key"],
    refuses: [
      taken(
        "DynamoDB: CreateTable",
        "ResourceInUseException",
        ["name"],
        ({ state }) => `Table already exists: ${state.name}`,
      ),
      guarded("DynamoDB: DeleteTable", "ValidationException", "its deletion protection is on", ({ state }) =>
        state.deletion_protection_enabled === true
          ? "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first."
          : undefined,
      ),
    ],
  },
};
