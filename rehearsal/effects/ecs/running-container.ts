import Docker from "dockerode";
import { ENVIRONMENT_LABEL, PROJECT_LABEL, WORDPRESS } from "../../../cli/docker";
import { Failure } from "../../../cli/outcome";
import { meantOf } from "../../../cli/running-site";

/** Names of the containers of databases. */
export const DATABASE = /-database-[^/]+$/;

/**
 * A running container of a project by its name; the newest, where there are several.
 *
 * @param environment @default the only one that runs, else `dev`
 * @throws {Failure} when there is none
 */
export async function runningContainer(
  projectDirectory: string,
  name = WORDPRESS,
  environment?: string,
): Promise<Docker.Container> {
  const docker = new Docker();
  const filters = { label: [`${PROJECT_LABEL}=${projectDirectory}`], status: ["running"] };
  const all = await docker.listContainers({ filters }).catch((error: Error) => {
    throw new Failure(`Docker does not answer (${error.message}): start it, or run ./setup.sh`);
  });
  const fitting = all
    .filter(({ Names }) => Names.some((one) => name.test(one)))
    .sort((one, other) => other.Created - one.Created);
  const environments = new Set(fitting.map(environmentOf));
  const meant = environment ?? meantOf([...environments].sort());
  const newest = fitting.find((one) => environmentOf(one) === meant);
  if (newest === undefined)
    throw new Failure(
      `${environment === undefined ? "nothing" : `nothing of ${environment}`} runs here: npm start first`,
    );
  return docker.getContainer(newest.Id);
}

const environmentOf = ({ Labels }: Docker.ContainerInfo): string => Labels[ENVIRONMENT_LABEL] ?? "";
