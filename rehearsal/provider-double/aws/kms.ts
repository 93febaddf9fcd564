import { byName, type KnownTypes, text } from "../knowledge";
import { partitionName } from "../place";
import { taken } from "../refusal";

export const kms: KnownTypes = {
  aws_kms_key: {
    id: "{uuid}",
    arn: "kms:{region}:{account}:key/{id}",
    computed: { key_id: ({ known }) => known.id },
    refuses: "Keys have no names, and deletion waits for as many days as the key says.",
  },
  aws_kms_alias: {
    ...byName("kms:{region}:{account}:{name}"),
    refuses: [
      taken(
        "KMS: CreateAlias",
        "AlreadyExistsException",
        ["name"],
        ({ state }) => `An alias with the name ${state.arn} already exists`,
      ),
    ],
    computed: {
      target_key_arn: ({ known, region, account }) =>
        `arn:${partitionName({ region })}:kms:${region}:${account}:key/${text(known.target_key_id)}`,
    },
  },
};
