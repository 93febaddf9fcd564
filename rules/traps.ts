/** Something that AWS refuses at apply, or punishes later; rules refer to it by number. */
export interface Trap {
  readonly number: number;
  readonly title: string;
  /** Why no rule guards against it. @default - a rule does */
  readonly uncovered?: string;
  /** What part of it a configuration cannot show, where rules guard against the rest. */
  readonly remainder?: string;
}

const TITLES: readonly (string | Omit<Trap, "number">)[] = [
  "Names of load balancers, target groups and roles",
  "Identifiers of databases and their groups",
  "Database and user names",
  "Passwords and tokens with characters that the service refuses",
  "Names of capacity providers",
  "Names of ECR repositories",
  { title: "Names of buckets", remainder: "whether somebody else in the world already has the name" },
  "Names and descriptions of WAF, KMS aliases and security groups",
  {
    title: "Names of secrets, which a deleted secret holds until its recovery window ends",
    remainder: "whether a deleted secret still holds the name",
  },
  { title: "Availability zones of a load balancer", remainder: "whether eight addresses are free in each subnet" },
  { title: "Certificates of listeners", remainder: "whether the certificate is issued by then" },
  "Health checks of target groups",
  { title: "Listener rules: values and priorities", remainder: "priorities of rules that other tools made" },
  "Target groups and actions without what they need",
  "Replacing a target group that a listener uses",
  "A service whose target group no listener uses yet",
  { title: "Bucket of access logs", remainder: "region and policy of a bucket outside of the app" },
  {
    title: "Deletion protection must be applied off before a destroy",
    uncovered:
      "it is about two applies in a row; protection by itself is what one wants, and one configuration shows only one of the two",
  },
  "Target type and network mode",
  "Labels and dimensions of load balancer metrics",
  { title: "Final snapshot of a database", remainder: "whether a snapshot of the name exists already" },
  "Backup and maintenance windows",
  { title: "Role of enhanced monitoring", remainder: "how long IAM takes to spread it" },
  "Sizes and IOPS of database storage",
  "Log exports of databases",
  "Performance Insights on small instances",
  {
    title: "Parameter groups: static parameters and family",
    remainder: "whether an upgrade swaps group and version in one apply",
  },
  "Zones of a database subnet group",
  "Two sources for one master password",
  "Passwords that RDS rotates by itself",
  "Extended support of old engines",
  { title: "Failover, encryption and version of caches", remainder: "the order ROTATE, then SET of a changed token" },
  "Two mount targets in one zone",
  "Throughput of file systems, access points",
  "Task volumes on EFS",
  "Rights and security groups of EFS",
  "Misspelt keys in container definitions",
  "Sizes and network mode of Fargate tasks",
  {
    title: "Launch type together with capacity providers",
    remainder: "moving from one to the other, which needs force_new_deployment",
  },
  "What belongs to a service of each network mode",
  "Capacity providers, their groups and strategies",
  "Deployment settings that exclude each other",
  "Network interfaces of instances",
  { title: "Service-linked roles", remainder: "whether the account has the role" },
  { title: "Logs and secrets that keep a task from starting", remainder: "secrets that another tool writes" },
  "Order in which a service and its policies are destroyed",
  "Launch templates and Auto Scaling groups",
  "Scaling targets and policies",
  "Schedules",
  { title: "Certificates and aliases of a distribution", remainder: "whether another account has the alias" },
  "Cache behaviors and policies",
  { title: "Origins, web ACL and logs of a distribution", remainder: "raised quotas" },
  "Rules, scope and logs of WAF",
  "Label rules of WAF",
  { title: "VPC origins", remainder: "their security group, which appears only after the first deployment" },
  { title: "Regions of the edge, certificate validation", remainder: "whether the zone is delegated" },
  "Rules and replacement of security groups",
  "ACLs of buckets",
  { title: "Key policies", remainder: "grants, such as that of Auto Scaling for encrypted volumes" },
  "Logs, filters, dashboards and alarms",
  { title: "Backup plans and lifecycles", remainder: "recovery points that keep a vault from being destroyed" },
  { title: "State in S3", remainder: "whether the bucket exists before terraform init" },
  { title: "What newer providers and AWS itself have ended", remainder: "how long IAM takes to spread a role" },
  {
    title: "Secrets, subnets and targets of RDS Proxy",
    remainder: "whether the user of the secret is in the database",
  },
  "Limits of containers and tasks",
  "Names, ports and routes given twice",
  "Tags",
  "Reserved names",
  "Timeouts of load balancer, nginx and PHP",
  "Upload sizes of all containers",
  "Ports of container, target group and security groups",
  "Architecture of image, task and instances",
  "Actions and resources of IAM policies",
  "Addresses of networks",
  { title: "Ways from a subnet to the internet", remainder: "routes and endpoints that somebody makes elsewhere" },
  "Sizes that do not fit together",
  { title: "Quotas of an account", remainder: "what the account has besides, and raised quotas" },
  "Regions and networks of what belongs together",
  "Settings that need each other",
];

/** What lies between the numbers of {@link AGREEMENTS} is agreed between the layers of this app, all else is of AWS. */
export const traps: readonly Trap[] = TITLES.map((trap, index) => ({
  number: index + 1,
  ...(typeof trap === "string" ? { title: trap } : trap),
}));

/** Number of the first and of the last trap that is an agreement between layers. */
export const AGREEMENTS = { first: 69, last: 73 } as const;

export const isOfAws = (trap: number): boolean => trap < AGREEMENTS.first || trap > AGREEMENTS.last;
