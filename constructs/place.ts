import type { IConstruct } from "constructs";
import { partitionOf } from "../aws/partitions";

const places = new WeakMap<IConstruct, Place>();

/** Account and region that resources are in, and what follows from them. A stack has one; its constructs ask for it. */
export class Place {
  /** Second part of every ARN. */
  readonly partition: string;
  private readonly dnsSuffix: string;

  /** @throws when no partition has the region. */
  constructor(
    /** Twelve digits. */
    readonly account: string,
    readonly region: string,
  ) {
    const { name, dnsSuffix } = partitionOf(region);
    this.partition = name;
    this.dnsSuffix = dnsSuffix;
  }

  /**
   * The place of the nearest scope that has one, or that account in the region of `provider`.
   *
   * @throws when neither the construct nor a scope around it has a place.
   */
  static of(scope: IConstruct, provider?: { readonly region?: string }): Place {
    const place = [...scope.node.scopes]
      .reverse()
      .map((one) => places.get(one))
      .find((one) => one !== undefined);
    if (place === undefined) throw new Error(`${scope.node.path}: no scope around it has a place`);
    return provider?.region === undefined ? place : new Place(place.account, provider.region);
  }

  /** Gives the place to a scope and to all that is made in it. */
  give(scope: IConstruct): void {
    places.set(scope, this);
  }

  /** ARN of something regional: `arn("kms", "key/*")`. */
  arn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.region}:${this.account}:${resource}`;
  }

  /** ARN of something that the account has in IAM, which knows no region: `iamArn("role/site-task")`. */
  iamArn(resource: string): string {
    return `arn:${this.partition}:iam::${this.account}:${resource}`;
  }

  /** ARN of a policy that AWS keeps: `managedPolicyArn("ReadOnlyAccess")`. */
  managedPolicyArn(name: string): string {
    return `arn:${this.partition}:iam::aws:policy/${name}`;
  }

  /** ARN of a bucket, whose name is of no account and no region. */
  bucketArn(bucket: string): string {
    return `arn:${this.partition}:s3:::${bucket}`;
  }

  /** Host name of a service in the region, by which policies name it: `host("secretsmanager")`. */
  host(service: string): string {
    return `${service}.${this.region}.${this.dnsSuffix}`;
  }
}
