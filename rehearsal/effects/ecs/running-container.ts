import Docker from "dockerode";
import { Failure } from "../../../cli/outcome";
import { LABELS } from "../engine";

/** Names of the containers of tasks that serve WordPress, and of the database. */
export const WORDPRESS = /-task-[0-9a-f]{12}-wordpress$/;
export const DATABASE = /-database-[^/]+$/;

/** A running container of a project by its name; the newest, where there are several. @throws {Failure} when there is none */
export async function runningContainer(projectDirectory: string, name = WORDPRESS): Promise<Docker.Container> {
  const docker = new Docker();
  const filters = { label: [`${LABELS.project}=${projectDirectory}`], status: ["running"] };
  const all = await docker.listContainers({ filters }).catch((error: Error) => {
    throw new Failure(`Docker does not answer (${error.message}): start it, or run ./setup.sh`);
  });
  const [newest] = all
    .filter(({ Names }) => Names.some((one) => name.test(one)))
    .sort((one, other) => other.Created - one.Created);
  if (newest === undefined) throw new Failure("nothing runs here: npm start first");
  return docker.getContainer(newest.Id);
}
