import Docker from "dockerode";
import { PROJECT_LABEL, WORDPRESS } from "../../../cli/docker";
import { Failure } from "../../../cli/outcome";

/** Names of the containers of databases. */
export const DATABASE = /-database-[^/]+$/;

/** A running container of a project by its name; the newest, where there are several. @throws {Failure} when there is none */
export async function runningContainer(projectDirectory: string, name = WORDPRESS): Promise<Docker.Container> {
  const docker = new Docker();
  const filters = { label: [`${PROJECT_LABEL}=${projectDirectory}`], status: ["running"] };
  const all = await docker.listContainers({ filters }).catch((error: Error) => {
    throw new Failure(`Docker does not answer (${error.message}): start it, or run ./setup.sh`);
  });
  const [newest] = all
    .filter(({ Names }) => Names.some((one) => name.test(one)))
    .sort((one, other) => other.Created - one.Created);
  if (newest === undefined) throw new Failure("nothing runs here: npm start first");
  return docker.getContainer(newest.Id);
}
