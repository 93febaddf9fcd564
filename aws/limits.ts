/** Longest names that AWS takes, in characters. Sources: the `Name` parameters in the API references of the services. */
export const LIMITS = {
  /** IAM CreateRole. The shortest of all names that tasks, schedules and queues share. */
  role: 64,
  /** S3 user guide, "General purpose bucket naming rules". */
  bucket: 63,
  /** Elastic Load Balancing CreateLoadBalancer; of target groups too. */
  loadBalancer: 32,
  /** ECR CreateRepository. */
  repository: 256,
  /** DynamoDB CreateTable. */
  table: 255,
  /** ElastiCache CreateReplicationGroup. */
  replicationGroup: 40,
  /** Of RDS CreateDBInstance, and of clusters and snapshots in this project. */
  database: 63,
  /** RDS CreateDBProxy. */
  databaseProxy: 63,
  /** AWS Backup CreateBackupPlan and CreateBackupVault. */
  backup: 50,
  /** KMS CreateAlias: 256, of which `alias/` takes six. */
  keyAlias: 250,
  /** SES CreateConfigurationSet. */
  configurationSet: 64,
  /** EFS and Secrets Manager take more; names that people read end here. */
  readable: 64,
} as const;
