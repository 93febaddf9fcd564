import { byName, type KnownTypes, text } from "../knowledge";

export const kms: KnownTypes = {
  aws_kms_key: { id: "{uuid}", arn: "kms:{region}:{account}:key/{id}", computed: { key_id: ({ known }) => known.id } },
  aws_kms_alias: {
    ...byName("kms:{region}:{account}:{name}"),
    computed: {
      target_key_arn: ({ known, region, account }) =>
        `arn:aws:kms:${region}:${account}:key/${text(known.target_key_id)}`,
    },
  },
};
