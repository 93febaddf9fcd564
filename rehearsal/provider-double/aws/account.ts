import type { Answer } from "../knowledge";
import { dnsSuffix, partitionName } from "../place";

/** What data sources say of the account itself. */
export const accountData: Readonly<Record<string, Answer>> = {
  aws_caller_identity: (_, { account, region }) => ({
    id: account,
    account_id: account,
    arn: `arn:${partitionName({ region })}:iam::${account}:user/rehearsal`,
    user_id: "AIDAREHEARSAL",
  }),
  aws_partition: (_, place) => ({
    id: partitionName(place),
    partition: partitionName(place),
    dns_suffix: dnsSuffix(place),
    reverse_dns_prefix: dnsSuffix(place).split(".").reverse().join("."),
  }),
  aws_region: (_, { region }) => ({
    id: region,
    name: region,
    region,
    endpoint: `ec2.${region}.${dnsSuffix({ region })}`,
  }),
};
