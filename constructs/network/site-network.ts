/** What the other stacks need to know of a network, whoever made it. */
export interface SiteNetwork {
  readonly vpcId: string;
  /** IPv4 range of the VPC, from which the load balancer's requests come. */
  readonly vpcCidr: string;
  /** Where a public load balancer stands: two or more, in different zones. */
  readonly publicSubnetIds: string[];
  /** Where tasks run: private subnets, or the public ones when they go out by themselves. */
  readonly taskSubnetIds: string[];
  /** Whether tasks need a public IP address to reach the internet. */
  readonly tasksArePublic: boolean;
  /** Where database, cache and file system are. */
  readonly isolatedSubnetIds: string[];
}
