import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../cli/places";

export interface ChildEnvironmentOptions {
  /** Name of the environment to synthesize; the app reads it as ENVIRONMENT. @default the app's own default */
  readonly environment?: string;
  /** Holds Terraform's settings. */
  readonly directory: string;
  /** Where S3 and DynamoDB answer. */
  readonly awsEndpoint?: string;
  /** TF_REATTACH_PROVIDERS of the doubles. */
  readonly doubles?: Record<string, string>;
  /** A directory with provider binaries, for providers that stay real. @default none */
  readonly mirror?: string;
}

/** Settings of the person at the terminal that would lead a child to real AWS, or to their own Terraform settings. */
const DROPPED = /^(?:AWS_|TF_|CDKTF_|DOCKER_REGISTRY_|TERRAFORM_CLOUD)/;

/** The environment of synth, cdktf and Terraform: no real credentials, no telemetry, nothing of the user's Terraform settings. */
export function childEnvironment(options: ChildEnvironmentOptions): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !DROPPED.test(name));
  makeFolder(options.directory, "the folder of a rehearsal");
  const settings = join(options.directory, "terraform.rc");
  writeFileSync(settings, terraformSettings(options.mirror));
  const missing = join(options.directory, "none");
  return {
    ...Object.fromEntries(inherited),
    ...(options.environment ? { ENVIRONMENT: options.environment } : {}),
    ...(options.awsEndpoint ? { AWS_ENDPOINT_URL: options.awsEndpoint } : {}),
    ...options.doubles,
    AWS_ACCESS_KEY_ID: "rehearsal",
    AWS_SECRET_ACCESS_KEY: "rehearsal",
    AWS_CONFIG_FILE: missing,
    AWS_SHARED_CREDENTIALS_FILE: missing,
    AWS_EC2_METADATA_DISABLED: "true",
    CHECKPOINT_DISABLE: "1",
    CI: "1",
    NO_COLOR: "1",
    FORCE_COLOR: "0",
    TF_CLI_CONFIG_FILE: settings,
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
  };
}

/** Terraform would ask the registry as well for a provider that the mirror has, and fail where it does not answer. */
function terraformSettings(mirror: string | undefined): string {
  const installation = mirror
    ? `provider_installation {
  filesystem_mirror {
    path = ${JSON.stringify(mirror)}
  }
  direct {
    exclude = ${JSON.stringify(providersIn(mirror))}
  }
}
`
    : "";
  return `disable_checkpoint = true\n${installation}`;
}

/** Addresses such as `registry.terraform.io/kreuzwerker/docker`, by the layout `host/namespace/type` of a filesystem mirror. */
function providersIn(mirror: string): string[] {
  const below = (path: string) =>
    readdirSync(join(mirror, path), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => (path ? `${path}/${name}` : name));
  return below("").flatMap(below).flatMap(below).sort();
}
