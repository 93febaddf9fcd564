import { blocksOf, type Quota, referringBy } from "./quota";

const RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html";

/** Databases and buckets. */
export const DATA_QUOTAS: readonly Quota[] = [
  {
    id: "quota-read-replicas",
    title: "read replicas a database",
    most: 15,
    on: ["aws_db_instance"],
    counted: referringBy("replicate_source_db", "aws_db_instance"),
    source: RDS,
    fix: "Make fewer replicas.",
  },
  {
    id: "quota-cluster-instances",
    title: "instances an Aurora cluster",
    most: 16,
    on: ["aws_rds_cluster"],
    counted: referringBy("cluster_identifier", "aws_rds_cluster_instance"),
    source: RDS,
    fix: "Make fewer readers.",
  },
  {
    id: "quota-cors-rules",
    title: "rules of CORS a bucket",
    most: 100,
    on: ["aws_s3_bucket_cors_configuration"],
    counted: (owner) => blocksOf(owner, "cors_rule"),
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html",
    fix: "Put rules together.",
  },
];
