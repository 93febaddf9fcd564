import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { RegistryImage } from "@cdktf/provider-docker/lib/registry-image";
import { App, S3Backend, TerraformOutput, TerraformStack } from "cdktf";

/** A small app with everything that a rehearsal must get along with. It knows nothing of the rehearsal. */
const app = new App();
const REGION = "eu-west-1";
const BUCKET = "fixture-terraform-state";
const TABLE = "fixture-terraform-locks";

class FixtureStack extends TerraformStack {
  constructor(name: string) {
    super(app, `fixture-${name}`);
    new AwsProvider(this, "aws", {
      region: REGION,
      allowedAccountIds: ["210987654321"],
      defaultTags: [{ tags: { Project: "fixture" } }],
    });
    if (name !== "state") {
      new S3Backend(this, {
        bucket: BUCKET,
        key: `${name}.tfstate`,
        region: REGION,
        encrypt: true,
        dynamodbTable: TABLE,
      });
      this.addOverride("terraform.backend.s3.use_lockfile", true);
    }
  }
}

/** A Terraform expression, as cdktf writes it into the JSON. */
const expression = (text: string) => `\${${text}}`;

const state = new FixtureStack("state");
const stateBucket = new S3Bucket(state, "Bucket", { bucket: BUCKET, lifecycle: { preventDestroy: true } });
new DynamodbTable(state, "Locks", {
  name: TABLE,
  billingMode: "PAY_PER_REQUEST",
  hashKey: "LockID",
  attribute: [{ name: "LockID", type: "S" }],
});
new TerraformOutput(state, "StateBucket", { value: stateBucket.arn });

const network = new FixtureStack("network");
const oregon = new AwsProvider(network, "oregon", { region: "us-west-2", alias: "oregon" });
const vpc = new Vpc(network, "Vpc", { cidrBlock: "10.1.0.0/16", tags: { Name: "fixture" } });
const peer = new Vpc(network, "Peer", { cidrBlock: "10.2.0.0/16", provider: oregon });
new TerraformOutput(network, "VpcId", { value: vpc.id });
new TerraformOutput(network, "PeerArn", { value: peer.arn });
if (process.env.FIXTURE_WRONG_ATTRIBUTE) vpc.addOverride("cidr_blok", "10.1.0.0/16");
if (process.env.FIXTURE_WRONG_TYPE) peer.addOverride("assign_generated_ipv6_cidr_block", "neither");
if (process.env.FIXTURE_BREAKS) throw new Error("environments/wrong.ts: cidr must be a /16, got /8");

const data = new FixtureStack("data");
const group = new SecurityGroup(data, "Group", { namePrefix: "fixture-", vpcId: vpc.id });
if (process.env.FIXTURE_REFUSED) group.addOverride("name_prefix", expression('format("%s-", "sg")'));
data.addOverride("ephemeral.aws_secretsmanager_random_password.Password", {
  password_length: 40,
  exclude_punctuation: true,
});
const secret = new SecretsmanagerSecret(data, "Secret", { name: "fixture/database" });
const version = new SecretsmanagerSecretVersion(data, "SecretVersion", {
  secretId: secret.id,
  secretStringWo: expression(
    "jsonencode({ password = ephemeral.aws_secretsmanager_random_password.Password.random_password })",
  ),
  secretStringWoVersion: 1,
});
data.addOverride("ephemeral.aws_secretsmanager_secret_version.Stored", {
  secret_id: `\${aws_secretsmanager_secret_version.${version.friendlyUniqueId}.secret_id}`,
});
const database = new DbInstance(data, "Database", {
  identifier: "fixture",
  instanceClass: "db.t4g.micro",
  engine: "mysql",
  allocatedStorage: 20,
  username: "fixture",
  passwordWo: expression("jsondecode(ephemeral.aws_secretsmanager_secret_version.Stored.secret_string).password"),
  passwordWoVersion: 1,
  vpcSecurityGroupIds: [group.id],
  deletionProtection: true,
  skipFinalSnapshot: true,
});
new TerraformOutput(data, "DatabaseEndpoint", { value: database.endpoint });
new TerraformOutput(data, "Hidden", { value: database.address, sensitive: true });

const image = new FixtureStack("image");
const repository = new EcrRepository(image, "Repository", { name: "fixture" });
image.addOverride("ephemeral.aws_ecr_authorization_token.Login", {});
new DockerProvider(image, "docker", {
  registryAuth: [
    {
      address: expression("ephemeral.aws_ecr_authorization_token.Login.proxy_endpoint"),
      username: expression("ephemeral.aws_ecr_authorization_token.Login.user_name"),
      password: expression("ephemeral.aws_ecr_authorization_token.Login.password"),
    },
  ],
});
const pushed = new RegistryImage(image, "Image", { name: `${repository.repositoryUrl}:1` });
new TerraformOutput(image, "Digest", { value: pushed.sha256Digest });

for (const stack of [network, data, image]) stack.addDependency(state);
app.synth();
