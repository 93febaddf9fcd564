import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Construct } from "constructs";
import { policy } from "../iam/policy";
import { Place } from "../place";
import { keyAdministration, logEncryption, type Publisher, topicEncryption, volumeEncryption } from "./key-policy";

export interface DataKeyProps {
  /** Name of the alias, without `alias/`. */
  readonly name: string;
  /** Keeps the key, and so the data, from `terraform destroy`. */
  readonly preventDestroy: boolean;
  /** Log groups are encrypted with it. */
  readonly logs: boolean;
  /** Volumes of Auto Scaling's instances are. @default false */
  readonly volumes?: boolean;
  /** Services that publish to topics under it. @default - no topic is */
  readonly publishers?: readonly Publisher[];
  /** Where the key is. @default - the stack's own region */
  readonly provider?: AwsProvider;
}

/** One customer-managed key for an environment's database, file system, secrets and logs. */
export class DataKey extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: DataKeyProps) {
    super(scope, id);
    const { name, preventDestroy, logs, volumes = false, publishers = [], provider } = props;
    const place = Place.of(this, provider);
    const key = new KmsKey(this, "Resource", {
      description: `Data of ${name}`,
      enableKeyRotation: true,
      policy: policy(
        keyAdministration(place),
        ...(logs ? [logEncryption(place)] : []),
        ...(volumes ? volumeEncryption(place) : []),
        ...topicEncryption(place, publishers),
      ),
      lifecycle: { preventDestroy },
      provider,
    });
    new KmsAlias(this, "Alias", { name: `alias/${name}`, targetKeyId: key.keyId, provider });
    this.arn = key.arn;
  }
}
