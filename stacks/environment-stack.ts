import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { LocalBackend, S3Backend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { arnParts } from "../aws/arn";
import type { Zone } from "../constructs/load-balancer/zone";
import { physicalName } from "../constructs/names";
import { Place } from "../constructs/place";
import type { Environment } from "../environments";
import { stateNames } from "./state-names";

/** Ephemeral resources and write-only arguments. */
const TERRAFORM_VERSION = ">= 1.11.0";
/** Terraform runs in cdktf.out/stacks/<stack>; cdktf.out may be deleted at any time, so a local state lies beside it. */
const BESIDE_CDKTF_OUT = "../../..";

export interface EnvironmentStackProps {
  readonly environment: Environment;
  /** Last part of the stack's id, after the environment's name. */
  readonly name: string;
  /** `local` is for the stack that makes the bucket of all others. @default "s3" */
  readonly backend?: "s3" | "local";
}

interface AwsAccess {
  readonly region: string;
  /** @default - the stack's own provider */
  readonly alias?: string;
  /** Role of another account. @default - the account of the environment */
  readonly roleArn?: string;
}

/** What every stack has: the AWS provider of one account and region, default tags, and a place for its state. */
export abstract class EnvironmentStack extends TerraformStack {
  protected readonly environment: Environment;

  constructor(scope: Construct, { environment, name, backend = "s3" }: EnvironmentStackProps) {
    super(scope, `${environment.name}-${name}`);
    this.environment = environment;
    new Place(environment.account, environment.region).give(this);
    this.addOverride("terraform.required_version", TERRAFORM_VERSION);
    this.awsIn({ region: environment.region });
    if (backend === "local") new LocalBackend(this, { path: `${BESIDE_CDKTF_OUT}/${this.node.id}.tfstate` });
    else this.keepStateInS3();
  }

  /** The AWS provider of a region; one beside the stack's own has an alias, by which resources choose it. */
  protected awsIn({ region, alias, roleArn }: AwsAccess): AwsProvider {
    const { account, project, name, tags } = this.environment;
    return new AwsProvider(this, alias === undefined ? "aws" : `aws-${alias}`, {
      alias,
      region,
      assumeRole: roleArn === undefined ? undefined : [{ roleArn }],
      allowedAccountIds: [roleArn === undefined ? account : arnParts(roleArn).account],
      defaultTags: [{ tags: { Project: project, Environment: name, ...tags } }],
    });
  }

  /** The Route 53 zone of the site's names; undefined where DNS is kept elsewhere. */
  protected createZone(): Zone | undefined {
    const { domain, formerZoneRoleArn } = this.environment.site;
    const roleArn = domain?.hostedZoneRoleArn ?? formerZoneRoleArn;
    // Also without a zone: Terraform ends its records with the provider that made them.
    const provider =
      roleArn === undefined ? undefined : this.awsIn({ region: this.environment.region, alias: "dns", roleArn });
    return domain?.hostedZoneId === undefined ? undefined : { id: domain.hostedZoneId, provider };
  }

  /** A physical name of this environment, at most `max` characters long. */
  protected physicalName(max: number, ...parts: string[]): string {
    return physicalName(max, this.environment.project, this.environment.name, ...parts);
  }

  protected output(id: string, value: unknown, description: string): void {
    new TerraformOutput(this, id, { value, description, staticId: true });
  }

  /**
   * Locks in the table and in the bucket both, so that moving to the bucket alone leaves no gap between two versions
   * of this project. `encrypt` stays unset on purpose: it would ask S3 for its own key in place of the bucket's.
   */
  private keepStateInS3(): void {
    const { bucket, lockTable } = stateNames(this.environment);
    new S3Backend(this, {
      bucket,
      key: `${this.node.id}.tfstate`,
      region: this.environment.region,
      dynamodbTable: lockTable,
    });
    this.addOverride("terraform.backend.s3.use_lockfile", true);
  }
}
