import { z } from "zod";
import { backup } from "./backup";
import { budget } from "./budget";
import { cache } from "./cache";
import { cdn } from "./cdn";
import { ci } from "./ci";
import { database } from "./database";
import { deployment } from "./deployment";
import { flag, oneOf, region, tags, text, whole } from "./fields";
import { mail } from "./mail";
import { monitoring } from "./monitoring";
import { network } from "./network";
import { schedule } from "./schedule";
import { service } from "./service";
import { site } from "./site";
import { waf, wafMode } from "./waf";
import { webRoot } from "./web-root";

/** Where Terraform keeps what it knows. */
const state = z.strictObject({
  /** S3 bucket of the Terraform state. @default `<project>-<environment>-state-<account>` */
  bucket: text(
    /^(?!xn--|sthree-)(?!.*-s3alias$)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
    "must be a bucket name: 3 to 63 lowercase letters, digits or hyphens",
  ).optional(),
  /**
   * Where the stack that makes the bucket keeps its own state: in a file beside main.ts, as the first deployment needs it, or in the bucket too.
   * After a change of this setting `npm run migrate-state` moves it.
   */
  own: oneOf(["file", "bucket"]).default("file"),
  /** DynamoDB table that holds the state lock. @default `<project>-<environment>-state-lock` */
  lockTable: text(/^[A-Za-z0-9_.-]{3,255}$/, "must be 3 to 255 letters, digits or _ . -").optional(),
});

/** Passwords and keys, which AWS makes and keeps. */
const secrets = z.strictObject({
  /** Raise it by one and deploy: new passwords and keys reach the database and the tasks in one run. */
  version: whole(1, 1_000_000).default(1),
  /** Days that a deleted secret can be brought back; 0 deletes at once. */
  recoveryWindowDays: whole(0, 30)
    .refine((days) => days === 0 || days >= 7, "must be 0, or 7 to 30")
    .default(30),
});

/** The container's image and the repository that keeps it. */
const image = z.strictObject({
  /**
   * Where the build takes WordPress from. `release`: wordpress.org; a build that cannot reach it fails. `auto` falls back to
   * Debian's package, as rehearsals do.
   */
  wordpressSource: oneOf(["auto", "release", "debian"]).default("release"),
  /**
   * Hands `COMPOSER_AUTH`, a variable of the machine that deploys, to Composer as a secret of the build: for private packages in
   * site/composer.json. It has the content of Composer's auth.json.
   */
  composerAuth: flag().default(false),
  /** Images that ECR keeps. */
  keepImages: whole(2, 1000).default(30),
});

/** The Application Load Balancer in front of the tasks. */
const loadBalancer = z.strictObject({
  /** Seconds that a connection may be silent. */
  idleTimeoutSeconds: whole(1, 4000).default(70),
  /** Seconds that a leaving task still gets to answer its requests. */
  deregistrationDelaySeconds: whole(0, 3600).default(60),
  /** AWS refuses to delete the load balancer; off for a deploy before one that replaces it. @default - as `protectData` */
  deletionProtection: flag().optional(),
  /** Access logs in a separate bucket. @default - none */
  accessLogs: z
    .strictObject({
      /** Days that a log is kept. */
      retentionDays: whole(1, 3650).default(90),
    })
    .optional(),
  /** AWS WAF in front of a public load balancer; `waf` has its limits. */
  waf: wafMode().default("off"),
});

/** Everything that one environment can set. A section left out takes its defaults. */
export const sections = {
  /** Twelve digits; a deploy with credentials of another account is refused. */
  account: text(/^\d{12}$/, "must be an AWS account id of 12 digits"),
  /** AWS region, such as eu-west-1. */
  region: region(),
  /** First part of every physical name. */
  project: text(/^[a-z][a-z0-9-]{1,18}[a-z0-9]$/, "must be 3 to 20 lowercase letters, digits or hyphens").default(
    "wordpress",
  ),
  /** Tags on every resource that takes tags. */
  tags: tags().default({}),
  /** Keeps data from being destroyed: deletion protection, final snapshots, no forced deletes. */
  protectData: flag().default(true),
  /** One customer-managed KMS key for the environment's data, in place of the keys AWS manages. */
  customerManagedKey: flag().default(false),
  site,
  network,
  state: state.prefault({}),
  secrets: secrets.prefault({}),
  database: database.prefault({}),
  /** Valkey for WordPress's object cache. @default - none */
  cache: cache.optional(),
  webRoot: webRoot.prefault({}),
  /** Backups beside those that RDS makes by itself. @default - none */
  backup: backup.optional(),
  /** What WordPress sends mail by. @default - wp_mail() fails; in a rehearsal mail is caught */
  mail: mail.optional(),
  image: image.prefault({}),
  service: service.prefault({}),
  schedule: schedule.prefault({}),
  loadBalancer: loadBalancer.prefault({}),
  deployment: deployment.prefault({}),
  /** Alarms, dashboard and events. @default - none */
  monitoring: monitoring.optional(),
  /** What a month may cost. @default - no watch on it */
  budget: budget.optional(),
  /** Roles by which a CI deploys without keys. @default - none */
  ci: ci.optional(),
  /** CloudFront, and a load balancer that only CloudFront reaches. @default - the load balancer is public */
  cdn: cdn.optional(),
  waf: waf.prefault({}),
};

export const schema = z.strictObject(sections);

/** What an environment file says; see the schema's sections for every setting and its default. */
export type EnvironmentInput = z.input<typeof schema>;

/** A checked environment with all defaults filled in. */
export type Environment = z.output<typeof schema> & { readonly name: string };
