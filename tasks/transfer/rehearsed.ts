import { type AwsAccess, callersAws, localAws } from "../../cli/aws-cli";
import { Failure } from "../../cli/outcome";
import { runningSites } from "../../cli/running-site";

/** Description of the option by which a command takes the rehearsed environment for that on AWS. */
export const REHEARSED = "the environment that `npm start -- --environment NAME` runs on this machine, in place of AWS";

const WHAT = [
  "rehearsed: nothing reached AWS",
  "  real: the tasks of the service's definition, in Docker; what they wrote; their database, files and users",
  "  doubles: ECS and CloudWatch Logs, which start and follow them; S3 (moto), whose policies hold for the tasks' role, while you may do all",
];
const COPIES =
  "  copies of Docker volumes: the snapshot and the backup; database.snapshotIdentifier takes the database's, npm run stop -- --fresh forgets both";

/**
 * The AWS of a command.
 *
 * @param rehearsedIn project whose `npm start` runs the environment in place of AWS @default - AWS itself
 * @throws {Failure} when it does not run there
 */
export function awsOf(environment: string, rehearsedIn: string | undefined): AwsAccess {
  if (rehearsedIn === undefined) return callersAws();
  const found = runningSites(rehearsedIn).find((site) => site.environment === environment);
  if (found === undefined)
    throw new Failure(
      `${environment} is not rehearsed here: npm start -- --environment ${environment} first, or leave --rehearsed out for AWS`,
    );
  return localAws(found.aws);
}

/** Says at the end of a rehearsed command what was real. @param hasCopies whether snapshots or backups were made */
export function sayWhatWasReal(isRehearsed: boolean, hasCopies = false): void {
  if (!isRehearsed) return;
  for (const line of [...WHAT, ...(hasCopies ? [COPIES] : [])]) console.error(line);
}

/** @throws {Failure} where nothing says which environment is rehearsed */
export function refuseAlone(isRehearsed: boolean, environment: string | undefined): void {
  if (isRehearsed && environment === undefined)
    throw new Failure("--rehearsed goes with --environment; without both, the site that npm start runs is meant");
}
